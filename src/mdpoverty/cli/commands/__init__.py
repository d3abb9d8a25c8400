"""The commands: one file each, which reads options and starts the job of the same name."""
