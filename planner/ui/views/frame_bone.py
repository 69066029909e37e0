"""The bone of a vertebra of the CT in the beam of a frame, made in a thread; and the frame with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray
from PySide6.QtCore import QObject
from PySide6.QtGui import QColor

from planner.carm.beam import Beam
from planner.carm.registration.bone import bone_alone
from planner.carm.registration.overlay import blended, bone_picture, edges
from planner.imaging.volume import Volume
from planner.plan.c_arm import FrameRef, LaidOver
from planner.plan.vertebrae import vertebrae_of
from planner.ui import ink
from planner.ui.fetching import Fetcher
from planner.ui.frames import beam_in_c_arm, laid_over
from planner.ui.frames_look import Overlaid
from planner.ui.session import Session

Greys = NDArray[np.uint8]
BLEND_SHARE = 0.6


@dataclass(frozen=True)
class BoneWish:
    """Which bone is wanted, in which beam."""

    laid: LaidOver
    beam: Beam
    volume: Volume


class FrameBone:
    """Has the bone of the vertebra looked at made for a frame, and lays it over its picture.

    Parameters
    ----------
    come
        Called once it is there.
    """

    def __init__(self, session: Session, come: Callable[[], None], parent: QObject) -> None:
        self._session, self._come = session, come
        self._fetcher: Fetcher[BoneWish, NDArray[np.float32]] = Fetcher(self._made, parent)
        self._wish: BoneWish | None = None
        self._bone: NDArray[np.float32] | None = None

    def refresh(self, ref: FrameRef | None) -> None:
        """Have made what belongs to a frame now, if anything does."""
        wish = self._wanted(ref)
        if wish == self._wish:
            return
        self._wish, self._bone = wish, None
        if wish is not None:
            self._fetcher.ask(wish, self._take)

    def stop(self) -> None:
        """Make no more."""
        self._fetcher.stop()

    @property
    def state(self) -> tuple[object, ...]:
        """What a picture is laid with: the same again looks the same."""
        return self._session.look.frames.overlaid, self._bone is None, self._wish

    def over(self, grey: Greys) -> Greys:
        """Return a picture as the beam sees it, [row, column], with the bone as it is asked for.

        With edges it is [row, column, 3], red, green and blue.
        """
        overlaid, bone, wish = self._session.look.frames.overlaid, self._bone, self._wish
        if bone is None or wish is None or overlaid is Overlaid.NOTHING:
            return grey
        if overlaid is Overlaid.BLEND:
            return blended(grey, bone, BLEND_SHARE)
        colour = QColor(ink.FRAME)
        shown = np.repeat(grey[:, :, None], 3, axis=2)
        # two pixels wide: on a screen with fewer pixels than the picture a thin line would break up
        seen = scipy.ndimage.binary_dilation(
            edges(bone, wish.beam.detector.pixel_mm) > 0, np.ones((2, 2), bool)
        )
        shown[seen] = (colour.red(), colour.green(), colour.blue())
        return shown

    def _wanted(self, ref: FrameRef | None) -> BoneWish | None:
        session = self._session
        laid, beam = laid_over(session, ref, session.look.frames.level), beam_in_c_arm(session, ref)
        nothing = session.look.frames.overlaid is Overlaid.NOTHING
        if nothing or laid is None or beam is None or session.volume is None:
            return None
        return BoneWish(laid, beam, session.volume)

    def _made(self, wish: BoneWish) -> NDArray[np.float32]:
        vertebrae = vertebrae_of(self._session.committed)
        level = wish.laid.level
        bone = bone_alone(wish.volume, vertebrae[level], vertebrae) if level in vertebrae else None
        if bone is None:
            d = wish.beam.detector
            return np.zeros((d.rows, d.columns), np.float32)
        return bone_picture(bone, wish.beam, wish.laid.motion)

    def _take(self, wish: BoneWish, bone: NDArray[np.float32] | str) -> None:
        if wish == self._wish and not isinstance(bone, str):
            self._bone = bone
            self._come()
