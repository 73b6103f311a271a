#!/usr/bin/env python3
"""Makes the fallback and script fonts of src/lib/pack/fonts from their released files, the same bytes each time.

The fallback font keeps what one of the text fonts lacks, the everyday letters around it (a word is set in one font), and
U+FFFD. The script fonts keep their script with its signs, digits and punctuation, and every rule that shapes it. Names,
licences and version numbers stay.

    pip install fonttools==4.68.0
    npm pack the packages of PACKAGES below, or install them into a folder without scripts
    python3 scripts/subset-fonts.py FOLDER_OF_NODE_MODULES
"""

import hashlib
import pathlib
import shutil
import sys
import unicodedata

import fontTools
from fontTools import subset
from fontTools.otlLib.optimize.gpos import compact
from fontTools.ttLib import TTFont

FONTTOOLS = "4.68.0"
ROOT = pathlib.Path(__file__).resolve().parent.parent
FONTS = ROOT / "src" / "lib" / "pack" / "fonts"
# A font such as an organiser names in the campaign file, with the few characters that the tests need.
FIXTURE = ROOT / "fixtures" / "names"
FIXTURE_SOURCE = ("noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf")

# Package, its version, and the file in it.
PACKAGES = {
    "noto-sans-regular": ("noto-sans", "0.4.2", "400Regular/NotoSans_400Regular.ttf"),
    "noto-sans-semibold": ("noto-sans", "0.4.2", "600SemiBold/NotoSans_600SemiBold.ttf"),
    "noto-sans-hebrew-regular": ("noto-sans-hebrew", "0.4.1", "400Regular/NotoSansHebrew_400Regular.ttf"),
    "noto-sans-ethiopic-regular": ("noto-sans-ethiopic", "0.4.2", "400Regular/NotoSansEthiopic_400Regular.ttf"),
    "noto-sans-bengali-regular": ("noto-sans-bengali", "0.4.4", "400Regular/NotoSansBengali_400Regular.ttf"),
    "noto-sans-devanagari-regular": ("noto-sans-devanagari", "0.4.1", "400Regular/NotoSansDevanagari_400Regular.ttf"),
    "noto-sans-tamil-regular": ("noto-sans-tamil", "0.4.3", "400Regular/NotoSansTamil_400Regular.ttf"),
    "source-serif-4-regular": ("source-serif-4", "0.4.1", "400Regular/SourceSerif4_400Regular.ttf"),
    "source-serif-4-italic": ("source-serif-4", "0.4.1", "400Regular_Italic/SourceSerif4_400Regular_Italic.ttf"),
    "source-serif-4-semibold": ("source-serif-4", "0.4.1", "600SemiBold/SourceSerif4_600SemiBold.ttf"),
    "source-serif-4-semibold-italic": ("source-serif-4", "0.4.1", "600SemiBold_Italic/SourceSerif4_600SemiBold_Italic.ttf"),
    "vazirmatn-regular": ("vazirmatn", "0.4.1", "400Regular/Vazirmatn_400Regular.ttf"),
}

# Everyday letters: a word with one rare letter is set whole in the fallback font.
EVERYDAY = [(0x20, 0x7E), (0xA0, 0x17F), (0x1A0, 0x1B0), (0x218, 0x21B), (0x386, 0x3CE), (0x400, 0x45F), (0x490, 0x4FF), (0x1EA0, 0x1EF9), (0x2010, 0x2026)]
REPLACEMENT = 0xFFFD
# Alphabets in use today, with Greek of all ages: all that headings need in semibold.
ALPHABETS = [*EVERYDAY, (0x180, 0x2AF), (0x300, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1FFF), (0x2000, 0x206F), (0x20A0, 0x20CF)]
DEVANAGARI = [(0x900, 0x97F), (0x1CD0, 0x1CFF), (0xA8E0, 0xA8FF)]
# How hard the tables of kerning are packed; it changes no kerning.
COMPRESSION = 9
# Letters and signs that stay out of the script fonts: the text fonts set them.
LATIN = [(0x41, 0x5A), (0x61, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF)]
# What sets plain text: composition, marks and kerning. Small capitals and other alternates are never asked for.
PLAIN_FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "liga", "rlig"]


def code_points(ranges):
    return {code for first, last in ranges for code in range(first, last + 1)}


def everything_text_fonts_have():
    shared = None
    for path in sorted(FONTS.glob("source-*.ttf")):
        have = set(TTFont(path).getBestCmap())
        shared = have if shared is None else shared & have
    return shared


def options(features):
    chosen = subset.Options()
    chosen.layout_features = features
    chosen.name_IDs = ["*"]
    chosen.name_languages = ["*"]
    chosen.notdef_outline = True
    chosen.recalc_timestamp = False
    chosen.recalc_bounds = False
    chosen.drop_tables += ["vhea", "vmtx", "meta"]
    chosen.hinting = False
    return chosen


def make(name, source):
    font = TTFont(source, recalcTimestamp=False)
    have = set(font.getBestCmap())
    if name.startswith("source-serif"):
        keep, features = have, [*PLAIN_FEATURES, "sups", "lnum", "pnum", "tnum"]
    elif name in ("noto-sans-regular", "noto-sans-semibold"):
        keep = (have - everything_text_fonts_have() - code_points(DEVANAGARI)) | (code_points(EVERYDAY) & have)
        if name.endswith("semibold"):
            keep &= code_points(ALPHABETS)
        # A mark can stand on any letter, and both come from one font.
        marks = {code for code in have if unicodedata.category(chr(code)).startswith("M")}
        keep |= (marks - code_points(DEVANAGARI)) | {REPLACEMENT}
        features = PLAIN_FEATURES
    else:
        keep = have - code_points(LATIN)
        features = ["*"]
    subsetter = subset.Subsetter(options(features))
    subsetter.populate(unicodes=keep)
    subsetter.subset(font)
    if "GPOS" in font:
        compact(font, COMPRESSION)
    target = FONTS / f"{name}.ttf"
    font.save(target, reorderTables=True)
    return target, len(keep)


def make_fixture(packages):
    package, file = FIXTURE_SOURCE
    font = TTFont(packages / package / file, recalcTimestamp=False)
    letters = (FIXTURE / "scripts.json").read_text("utf-8")
    keep = {ord(letter) for letter in letters if unicodedata.east_asian_width(letter) in "WF" or letter in " ·"}
    subsetter = subset.Subsetter(options(PLAIN_FEATURES))
    subsetter.populate(unicodes=keep)
    subsetter.subset(font)
    font.save(FIXTURE / "noto-sans-sc-few.ttf", reorderTables=True)
    shutil.copyfile(packages / package / "LICENSE_FONT", FIXTURE / "noto-sans-sc.LICENSE.txt")


def main():
    if fontTools.version != FONTTOOLS:
        sys.exit(f"fonttools {FONTTOOLS} makes these files; this is {fontTools.version}.")
    packages = pathlib.Path(sys.argv[1]) / "@expo-google-fonts"
    for name, (package, _version, file) in PACKAGES.items():
        target, letters = make(name, packages / package / file)
        digest = hashlib.sha256(target.read_bytes()).hexdigest()
        print(f"{digest}  {target.name}  {target.stat().st_size} bytes, {letters} code points")
        licence = FONTS / f"{package}.LICENSE.txt"
        if not licence.exists():
            shutil.copyfile(packages / package / "LICENSE_FONT", licence)
    make_fixture(packages)


if __name__ == "__main__":
    main()
