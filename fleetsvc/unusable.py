"""What is said of a setting that the service cannot work with."""


class SettingUnusable(Exception):
    """A setting has a value the service cannot work with; the message says which and why."""
