"""What a picture says beside what one sees is gone; what one sees stays."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from pishkhan.kernel.errors import Invalid
from pishkhan.plumbing import pictures


def photo(*, form="JPEG", size=(40, 20), orientation=6, **more):
    picture = Image.merge("RGB", [Image.linear_gradient("L").resize(size)] * 3)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9003] = orientation, "SecretCamera", "2026:01:01 10:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    picture.save(out, form, exif=exif.tobytes(), **more)
    return out.getvalue()


def test_a_photo_loses_place_and_device_but_stays_upright():
    was = photo(comment=b"a remark", quality=90) + b"<script>alert(1)</script>"
    assert b"SecretCamera" in was
    now = pictures.stripped("a.jpg", was, "image/jpeg")
    assert not any(word in now for word in (b"SecretCamera", b"2026:01:01", b"a remark", b"script"))
    with Image.open(io.BytesIO(now)) as after, Image.open(io.BytesIO(was)) as before:
        assert dict(after.getexif()) == {0x0112: 6}
        assert (after.size, after.quantization) == (before.size, before.quantization)
        seen = [abs(a - b) for a, b in zip(after.tobytes(), before.tobytes(), strict=True)]
    assert sum(seen) / len(seen) < 1
    assert max(seen) <= 4


def test_a_drawing_loses_its_words_and_no_dot():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Somebody")
    was = photo(form="PNG", orientation=1, pnginfo=words)
    now = pictures.stripped("a.png", was, "image/png")
    assert b"Somebody" not in now
    assert b"SecretCamera" not in now
    with Image.open(io.BytesIO(now)) as after, Image.open(io.BytesIO(was)) as before:
        assert after.tobytes() == before.tobytes()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_a_small_file_that_says_it_is_a_wall_is_refused_unopened():
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body
    with pytest.raises(Invalid, match="picture_large"):
        pictures.stripped("wall.png", bomb, "image/png")


@pytest.mark.parametrize("content", [
    b"\xff\xd8\xff", b"\xff\xd8\xff\xe0" + b"\0" * 100, photo()[:300], b"\x89PNG\r\n\x1a\n....",
])  # fmt: skip
def test_a_broken_one_is_refused(content):
    media = "image/png" if content.startswith(b"\x89") else "image/jpeg"
    with pytest.raises(Invalid, match="picture_broken"):
        pictures.stripped("x", content, media)


def test_a_phones_photo_with_a_second_picture_behind_keeps_the_first():
    """MPO: depth or brightness hangs behind a JPEG."""
    first = Image.merge("RGB", [Image.linear_gradient("L").resize((40, 20))] * 3)
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SecretCamera"
    out = io.BytesIO()
    first.save(
        out, "MPO", save_all=True, append_images=[Image.new("RGB", (40, 20), "red")], exif=exif.tobytes(), quality=90
    )
    was = out.getvalue()
    with Image.open(io.BytesIO(was)) as before:
        assert (before.format, before.n_frames) == ("MPO", 2)
        tables = before.quantization
    now = pictures.stripped("a.jpg", was, "image/jpeg")
    assert b"SecretCamera" not in now
    with Image.open(io.BytesIO(now)) as after:
        assert (after.format, after.size, dict(after.getexif())) == ("JPEG", (40, 20), {0x0112: 6})
        assert after.quantization == tables
        assert after.getpixel((20, 10))[1] > 20
