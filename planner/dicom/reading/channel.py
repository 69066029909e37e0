"""Messages through a socket: each is its length in four bytes, then so many bytes."""

from __future__ import annotations

import select
import socket
import threading
from collections import deque

from planner.dicom.reading.messages import OddMessageError

LONGEST = 512 * 1024 * 1024
"""Bytes of the longest message: what was found in a folder of a million files."""
_AT_ONCE = 256 * 1024


class Channel:
    """One end of a socket between the two processes; several threads may send, one receives."""

    def __init__(self, end: socket.socket, takes_descriptors: bool = False) -> None:
        self.descriptors: deque[int] = deque()
        self._socket = end
        self._takes_descriptors = takes_descriptors
        self._coming = select.poll()
        self._coming.register(end, select.POLLIN)
        self._received = bytearray()
        self._sending = threading.Lock()

    def send(self, message: bytes, descriptor: int | None = None) -> None:
        """Send a message, and a descriptor along with it.

        Raises
        ------
        OSError
            If nobody is at the other end.
        """
        data = len(message).to_bytes(4, "big") + message
        with self._sending:
            sent = 0
            if descriptor is not None:
                sent = socket.send_fds(self._socket, [data], [descriptor])
            self._socket.sendall(memoryview(data)[sent:])

    def receive(self, within_s: float | None = None) -> bytes | None:
        """Return the next message; None when the other end is closed.

        Raises
        ------
        TimeoutError
            If none came within the time; what has come of one is kept.
        OddMessageError
            If it is longer than any message is.
        """
        while (message := self._whole()) is None:
            if within_s is not None and not self._coming.poll(within_s * 1000):
                raise TimeoutError
            data = self._some()
            if not data:
                return None
            self._received += data
        return message

    def _whole(self) -> bytes | None:
        length = int.from_bytes(self._received[:4], "big")
        if length > LONGEST:
            raise OddMessageError("longer than any message")
        if len(self._received) < 4 + length:
            return None
        message = bytes(memoryview(self._received)[4 : 4 + length])
        del self._received[: 4 + length]
        return message

    def _some(self) -> bytes:
        try:
            if not self._takes_descriptors:
                return self._socket.recv(_AT_ONCE)
            data, descriptors, _flags, _address = socket.recv_fds(self._socket, _AT_ONCE, 1)
            self.descriptors.extend(descriptors)
            return data
        except ConnectionResetError:
            return b""

    def close(self) -> None:
        """Close this end."""
        self._socket.close()
