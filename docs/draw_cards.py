"""Draw the sheet of share cards in docs/cards.webp: `python docs/draw_cards.py`. Look at it after a change of cards."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from sitegen import dates
from sitegen.cards import HEIGHT, WIDTH, Mark, ShareCard, draw
from sitegen.look import THEME

ROOT = Path(__file__).resolve().parent.parent
LONG = "The treaty of the narrow water, and those who have to live by it whether or not they ever read it; " * 4
CARDS = (
    ("en", "The price of carbon at the gate", "By Ana Example and Ben Example", "5 March 2026", "The Strait Review"),
    (
        "fr",
        "Un traité pour le détroit, et ce qu’il ne dit pas",
        "Par Anne Exemple",
        "5 mars 2026",
        "La Revue du détroit",
    ),
    ("ru", "Договор о проливе: кто платит за узкую воду и почему", "Пример Примеров", "5 марта 2026 г.", "Пролив"),
    ("el", "Η συνθήκη των στενών και η σιωπή της", "Μαρία Παράδειγμα", "5 Μαρτίου 2026", "Τα Στενά"),
    ("ar", "معاهدة المياه الضيقة: من يدفع ثمن المضيق ومن لا يقرأ النص", "بقلم بدر مثال", "5 مارس 2026", "المضيق"),
    ("zh", "狭窄水域条约：谁为海峡付费，又是谁从未读过条文", "作者：李例", "2026年3月5日", "海峡"),
    ("ja", "狭い海の条約——誰が海峡の代金を払うのか", "例 花子", "2026年3月5日", "海峡"),
    ("en", "🌊", "By Ana Example", "5 March 2026", "The Strait Review"),
    (
        "en",
        "Why 🇪🇺 rivers matter: 👩🏽‍🔬 on the Danube",
        "By " + ", ".join(["Ana Example"] * 9),
        "5 March 2026",
        "The Strait",
    ),
    ("en", LONG[:400], "By Ana Example", "5 March 2026", "The Strait Review"),
    ("de", "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk", "Von Ana Beispiel", "5. März 2026", "Die Enge"),
    ("en", "The Strait Review", "Notes on narrow waters", "", ""),
)
"""Ten titles and more: language, headline, byline, date, publication."""


def card(language: str, title: str, names: str, date: str, publication: str, mark: Mark | None = None) -> ShareCard:
    """Return a card in the colours of the theme."""
    is_rtl = dates.direction(language) == "rtl"
    colours = (THEME[name][0] for name in ("paper", "ink", "quiet", "accent"))
    return ShareCard(title, names, date, publication, mark, language, is_rtl, *colours)


def sheet() -> Image.Image:
    """Return all cards on one sheet, two in a row, half as large."""
    favicon = (ROOT / "static/favicon.svg").read_bytes()
    mark = Mark("static/favicon.svg", "", b"", False)
    gap, wide, high = 16, WIDTH // 2, HEIGHT // 2
    whole = Image.new("RGB", (2 * wide + 3 * gap, (len(CARDS) + 1) // 2 * (high + gap) + gap), "#8a9499")
    for number, said in enumerate(CARDS):
        drawn = Image.open(BytesIO(draw.png(card(*said, mark), favicon))).convert("RGB")
        place = gap + number % 2 * (wide + gap), gap + number // 2 * (high + gap)
        whole.paste(drawn.resize((wide, high), Image.Resampling.LANCZOS), place)
    return whole


if __name__ == "__main__":
    sheet().save(ROOT / "docs/cards.webp", quality=88, method=6)
