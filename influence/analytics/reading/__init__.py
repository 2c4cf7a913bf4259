"""From the bytes of an export file to figures. Plain Python without Django: it runs in a child process with hard limits
(`child`), because the bytes come from somebody else's machine."""
