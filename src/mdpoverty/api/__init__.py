"""What Python programs call: frames in, the same kind of frames out."""
