"""What a reader sees in a PDF: its words, its picture, its metadata."""

import ctypes
import re
import unicodedata

import cv2
import numpy as np
import pypdfium2
from pypdfium2 import raw


def pages(pdf: bytes) -> list[str]:
    """The text of each page, on one line, without half-spaces."""
    document = pypdfium2.PdfDocument(pdf)
    return [_flat(page.get_textpage().get_text_range()) for page in document]


def seen(pdf: bytes) -> str:
    """All characters as they stand on the pages: line by line from left to right, without spaces."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(line for page in document for line in _lines(page.get_textpage()))


def picture(pdf: bytes, page: int = 0, dpi: int = 200) -> np.ndarray:
    """A page as BGR pixels."""
    return np.array(pypdfium2.PdfDocument(pdf)[page].render(scale=dpi / 72).to_numpy()[:, :, :3])


def qr_text(pdf: bytes, page: int = 0) -> str:
    """What the code says; now and then the reader misses one at one size and has it at another."""
    found = (cv2.QRCodeDetector().detectAndDecode(picture(pdf, page, dpi))[0] for dpi in (200, 300, 150, 250, 400))
    return next(filter(None, found), "")


def xmp(pdf: bytes) -> list[bytes]:
    """Every XMP packet in the file, oldest first."""
    return re.findall(rb"<\?xpacket begin.*?<\?xpacket end=\"[rw]\"\?>", pdf, re.DOTALL)


def _lines(text: pypdfium2.PdfTextPage) -> list[str]:
    x, y = ctypes.c_double(), ctypes.c_double()
    lines: dict[float, list[tuple[float, str]]] = {}
    for place in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, place))
        raw.FPDFText_GetCharOrigin(text, place, x, y)
        if not char.isspace():
            lines.setdefault(round(y.value, 1), []).append((x.value, char))
    return ["".join(char for _, char in sorted(line, key=lambda each: each[0])) for line in lines.values()]


def _flat(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.replace("\u200c", "").split()))
