"""Files of DATA_DIR that say whose it is: secrets made on first use, for their owner only, and the mark of a demo."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

SECRET_KEY, SEAL_KEYS = "secret_key", "seal_key"
DEMO_MARKER = ".frontporch-demo"


def kept(path: Path, make: Callable[[], str]) -> str:
    """The secret in this file, made on first use with mode 0600; safe when two processes start at once."""
    if not path.exists():
        fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def keep(path: Path, secret: str) -> None:
    """Put a secret into its file, readable by its owner only, at once or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret)
    os.replace(fresh, path)
