"""The least that a threshold file may say: one rule for everybody."""

from __future__ import annotations

LITTLE = """\
id: sound
name: {en: Sound, vi: Lành}
applies: {from: 2099-01-01, to: 2099-12-31}
compared_with_law_on: 2026-11-22
legal_basis: [{document: D, about: {en: A, vi: A}, status: text}]
classes:
  - class: non_poor
    basis: all
    label: {en: A, vi: A}
    reference: {document: D, clause: C, status: text}
"""
