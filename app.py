"""`python app.py` serves the web chat with the settings of askvn.toml and the environment."""

import os
from pathlib import Path

from askvn import settings, web

if __name__ == "__main__":
    web.serve(settings.read(environment=os.environ, file=Path(settings.FILE_NAME)))
