"""Binary frames: what the server encodes reads back bit for bit."""

import numpy as np
import pytest
from talk import decode

from app.ws.frames import landscape_frame, trajectory_frame


@pytest.mark.parametrize("points", [[0], [3], [2, 0], [5, 1, 4]])
def test_trajectory_frame_reads_back_bit_for_bit(points):
    rng = np.random.default_rng(1)
    racers = [rng.standard_normal((12, count)) for count in points]
    racers[0][:, :1] = np.nan
    frame = trajectory_frame(2**32 - 1, 77, racers)
    assert len(frame) % 8 == 0
    kind, run, (start, tracks) = decode(frame)
    assert (kind, run, start) == (1, 2**32 - 1, 77)
    for track, racer in zip(tracks, racers, strict=True):
        assert track.tobytes() == racer.tobytes()


def test_landscape_frame_reads_back_row_by_row():
    z = np.arange(6.0).reshape(2, 3).T  # not contiguous
    kind, run, read = decode(landscape_frame(9, z))
    assert (kind, run) == (2, 9)
    assert read.tolist() == z.tolist()
