"""Serves the board as production does, with any option of uvicorn's: `python -m plannr_board --port 8000`."""

from uvicorn.main import main

from plannr_board.server.options import APPLICATION, OPTIONS

if __name__ == "__main__":
    main(prog_name="python -m plannr_board", default_map={"app": APPLICATION, **OPTIONS})
