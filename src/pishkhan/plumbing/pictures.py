"""Pictures without what their makers wrote into them: place, time, device, remarks. What one sees stays as it is."""

from __future__ import annotations

import io
import warnings

from PIL import Image, UnidentifiedImageError

from pishkhan.kernel.errors import Invalid

MOST_DOTS = 40_000_000
"""Width times height. A file of a few bytes may say it is as large as a wall; only its head is read to find out."""
ORIENTATION = 0x0112
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}


def is_picture(media_type: str) -> bool:
    return media_type in FORMATS


def stripped(name: str, content: bytes, media_type: str) -> bytes:
    """The same picture, drawn anew: which way is up and its colours are kept, everything else that is not the picture
    is gone, also what was hung on behind it, a phone's second picture too. A photo keeps the tables it was compressed
    with.

    Raises Invalid picture_large, picture_broken.
    """
    form = FORMATS[media_type]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[form]) as picture:
                if picture.width * picture.height > MOST_DOTS:
                    raise Invalid("picture_large", name=name, most=MOST_DOTS // 1_000_000)
                return _drawn(picture, form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Invalid("picture_large", name=name, most=MOST_DOTS // 1_000_000) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError):
        raise Invalid("picture_broken", name=name) from None


def _drawn(picture: Image.Image, form: str) -> bytes:
    up = picture.getexif().get(ORIENTATION, 1)
    picture.load()
    colours = {"icc_profile": found} if (found := picture.info.get("icc_profile")) else {}
    for name in set(picture.info) - {"transparency", "adobe_transform"}:
        del picture.info[name]
    exif = Image.Exif()
    if up in range(2, 9):
        exif[ORIENTATION] = up
        colours["exif"] = exif.tobytes()
    out = io.BytesIO()
    if form == "JPEG":
        picture.format = form  # phones hang a second picture (depth, brightness) on; the first is a JPEG as any other
        picture.save(out, form, quality="keep", **colours)
    else:
        picture.save(out, form, **colours)
    return out.getvalue()
