"""The pages in a real browser: from a number to its rows and code and back, by any means; axe finds nothing."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
pytestmark = [
    pytest.mark.build,
    pytest.mark.skipif(CHROMIUM is None, reason="THE PAGES ARE NOT TRIED IN A BROWSER: install chromium"),
]

PATIENCE = 180_000
"""Milliseconds, on a machine that is busy with other tests."""
PAGES = [f"{folder}/{folder}.{language}" for folder in ("article", "audit") for language in ("en", "tr")]
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SHORTEN = """document
    .querySelectorAll(":is(#numbers, #code, #steps) article:nth-of-type(n+7), main tr:nth-child(n+7)")
    .forEach((part) => part.remove())"""
"""Parts of which there are hundreds alike; axe looks at the first ones."""
NUMBER = "#num-survival\\.group2\\.percent-1 > a"
FOCUSED = "document.activeElement.closest('[data-num]')?.dataset.num"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS, timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, built_once: Path) -> Iterator[Callable[..., Page]]:
    """Opens a page of the results; whatever it asks of another place, or says of an error, fails the test."""
    wrong: list[str] = []
    contexts = []

    def opened(name: str, **options: object) -> Page:
        contexts.append(browser.new_context(**{"viewport": {"width": 1440, "height": 900}} | options))
        contexts[-1].set_default_timeout(PATIENCE)
        page = contexts[-1].new_page()
        page.on(
            "request", lambda request: None if request.url.startswith(("file:", "data:")) else wrong.append(request.url)
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto((built_once / f"results/{name}.html").as_uri())
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def is_open(page: Page) -> bool:
    return page.locator(".card:popover-open").count() == 1


def test_from_a_number_to_its_rows_and_code_and_back(visit: Callable[..., Page]) -> None:
    page = visit("article/article.tr")
    page.click(NUMBER)
    card = page.locator(".card")
    for part in ("%75", "Grup 2", "yeniden elde edildi"):
        assert part in card.inner_text()
    assert "75%" not in card.inner_text(), "a share stands once, as the reader writes it"
    card.locator("a").click()
    part = page.locator("[id='survival.group2.percent']")
    part.wait_for()
    assert "audit.tr.html" in page.url
    assert part.locator(".counted").count() == 6
    part.locator("a[href^='#code-']").last.click()
    assert page.locator("[id='code-edition.claims.nodes.Percent.counts']").is_visible()
    part.locator("a[href$='#num-survival.group2.percent-1']").click()
    page.wait_for_url("**/article.tr.html#*")
    assert page.locator(NUMBER).is_visible()


def test_by_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit("article/article.tr")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    for _ in range(100):
        if page.evaluate(FOCUSED):
            break
        page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)
    page.keyboard.press("ArrowRight")
    second = page.evaluate(FOCUSED)
    assert first and second and first != second
    page.keyboard.press("Enter")
    assert is_open(page) and page.evaluate("document.activeElement.className").startswith("card")
    page.keyboard.press("Escape")
    assert not is_open(page) and page.evaluate(FOCUSED) == second
    page.keyboard.press(" ")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == f"#{second}"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/audit.tr.html#{second}")


def test_numbers_are_few_stops_and_can_be_turned_off(visit: Callable[..., Page]) -> None:
    page = visit("article/article.en")
    assert page.locator(".num > a").count() > 300
    assert page.locator(".num > a[tabindex='0']").count() == 1
    toggle = page.get_by_role("button", name="Number cards")
    assert toggle.get_attribute("aria-pressed") == "true"
    toggle.click()
    page.click(NUMBER)
    assert not is_open(page) and page.locator(".num > a[href]").count() == 0
    page.reload()
    assert toggle.get_attribute("aria-pressed") == "false" and page.locator(".num > a[href]").count() == 0
    toggle.click()
    page.reload()
    page.click(NUMBER)
    assert is_open(page)


def test_cards_work_where_the_browser_remembers_nothing(visit: Callable[..., Page]) -> None:
    page = visit("article/article.en")
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })")
    page.reload()
    page.get_by_role("button", name="Number cards").click()
    assert page.locator(".num > a[href]").count() == 0
    page.get_by_role("button", name="Number cards").click()
    page.click(NUMBER)
    assert is_open(page)


def test_a_card_stays_can_be_copied_and_covers_no_text(visit: Callable[..., Page]) -> None:
    page = visit("article/article.en")
    page.click(NUMBER)
    card, column = page.locator(".card").bounding_box(), page.locator("main").bounding_box()
    assert card["x"] >= column["x"] + column["width"]
    page.mouse.move(card["x"] + 20, card["y"] + 20)
    page.locator(".card dd").first.select_text()
    assert is_open(page) and "75%" in page.evaluate("getSelection().toString()")
    page.mouse.click(5, 5)
    assert not is_open(page)


def test_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit("article/article.tr", viewport={"width": 390, "height": 800}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    numbers = page.locator("main .num > a")
    for index in (0, 150, 300):
        numbers.nth(index).tap()
        assert is_open(page)
        number, card = numbers.nth(index).bounding_box(), page.locator(".card").bounding_box()
        assert number["y"] + number["height"] <= card["y"], "the card covers the number"
        page.keyboard.press("Escape")
    assert page.locator("figure.scrolls[tabindex='0']").count() > 0, "what is wider than the screen says so"
    audit = visit("audit/audit.tr", viewport={"width": 390, "height": 800})
    assert audit.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("width", [1280, 390])
def test_a_count_leads_to_the_rows_that_it_counts(visit: Callable[..., Page], width: int) -> None:
    page = visit("audit/audit.tr", viewport={"width": width, "height": 800})
    rows = page.locator("#ledger tbody tr:visible")
    whole = rows.count()
    for name in ("reproduced", "quoted"):
        link = page.locator(f"a[href='#ledger-{name}']")
        link.click()
        assert rows.count() == int(link.locator("b").inner_text())
    page.locator("a[href='#rows-contradicted']").click()
    assert rows.count() == page.locator("#ledger tr.is-contradicted").count() > 0
    page.locator("a.all").click()
    assert rows.count() == whole
    assert page.locator("h3").count() < 100, "numbers are no headings"


def test_the_other_language_at_the_same_section(visit: Callable[..., Page]) -> None:
    page = visit("article/article.tr")
    page.evaluate("document.getElementById('sec-discussion').scrollIntoView()")
    page.evaluate("document.querySelector('.same-place').click()")
    page.wait_for_url("**/article.en.html#sec-discussion")


def test_on_paper_there_are_no_cards(visit: Callable[..., Page]) -> None:
    page = visit("article/article.en")
    page.click(NUMBER)
    page.emulate_media(media="print")
    for part in (".card", ".hint", ".skip", ".contents", ".around"):
        assert not page.locator(part).first.is_visible(), part
    assert page.locator(NUMBER).evaluate("link => getComputedStyle(link).textDecorationLine") == "none"


def test_without_script_numbers_are_links(visit: Callable[..., Page]) -> None:
    page = visit("article/article.en", java_script_enabled=False)
    page.click(NUMBER)
    page.wait_for_url("**/audit.en.html#survival.group2.percent")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_accessible(visit: Callable[..., Page], name: str, scheme: str) -> None:
    """No violation of WCAG 2.2 AA that axe can find, in articles with a card open."""
    page = visit(name, color_scheme=scheme)
    if name.startswith("article"):
        page.click(NUMBER)
    page.evaluate(SHORTEN)
    page.evaluate(AXE.read_text("utf-8"))
    report = page.evaluate("tags => axe.run({ runOnly: tags, resultTypes: ['violations'] })", RULES)
    assert [(rule["id"], len(rule["nodes"]), rule["nodes"][0]["html"]) for rule in report["violations"]] == []
