// Number cards: a number opens a card that says what it is, and leads to its part of the audit. Without this script each
// number is a plain link there. Tab reaches one number between two other links, arrow keys those beside it.
(() => {
  const [[printed, verdict, evidence, close, cards, scroll], shown] =
    JSON.parse(document.getElementById("cards-data").textContent);
  const numbers = new Map(shown.map(([id, ...rest]) => [id, rest]));
  const links = [...document.querySelectorAll(".num > a")];
  const targets = links.map((link) => link.href);
  let current, on = true;

  const element = (name, text, attributes = {}) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.textContent = text;
    return made;
  };

  const card = element("div", "", { className: "card", popover: "auto", autofocus: true, tabIndex: -1, role: "dialog" });
  card.setAttribute("aria-labelledby", "card-title");

  const fill = (id, target) => {
    const [value, meaning, wordings, judged, mark] = numbers.get(id);
    const title = element("p", "", { id: "card-title" });
    title.append(element("strong", value), " ", element("span", meaning));
    const said = document.createElement("dl");
    for (const [name, text] of [[printed, wordings], [verdict, judged]])
      if (text) said.append(element("dt", name), element("dd", text));
    const shut = element("button", "×", { type: "button", ariaLabel: close });
    shut.addEventListener("click", () => card.hidePopover());
    const way = element("p", "");
    way.append(element("a", evidence, { href: target }), " ", element("code", id));
    card.replaceChildren(title, ...(said.children.length ? [said] : []), ...(mark ? [element("p", mark)] : []), way, shut);
  };

  // In the margin where there is room, else along the lower edge, where the number is not.
  const place = (link) => {
    const number = link.getClientRects()[0], column = document.querySelector("main").getBoundingClientRect();
    card.classList.add("beside");
    const gap = 16, fits = column.right + card.offsetWidth + 2 * gap < document.documentElement.clientWidth;
    card.classList.toggle("beside", fits);
    const top = Math.max(gap, Math.min(number.top, innerHeight - card.offsetHeight - gap));
    card.style.top = fits ? `${top + scrollY}px` : "";
    card.style.left = fits ? `${column.right + gap + scrollX}px` : "";
    if (!fits) scrollBy(0, Math.max(0, number.bottom + gap - card.getBoundingClientRect().top));
  };

  const open = (link) => {
    if (card.matches(":popover-open")) card.hidePopover();
    fill(link.parentNode.dataset.num, targets[links.indexOf(link)]);
    link.parentNode.after(card);
    card.showPopover();
    place(link);
  };

  const rove = (link) => {
    if (current) current.tabIndex = -1;
    current = link;
    if (current) current.tabIndex = 0;
  };
  const following = (place) =>
    links.find((link) => place.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING);

  // Whether cards are on is remembered where the browser allows that to a page.
  const KEPT = "number-cards";
  const remember = (state) => { try { localStorage.setItem(KEPT, state); } catch { /* for this page only, then */ } };
  const remembered = () => { try { return localStorage.getItem(KEPT) !== "false"; } catch { return true; } };

  const turn = (state) => {
    on = state;
    toggle.ariaPressed = on;
    document.documentElement.classList.toggle("cards", on);
    links.forEach((link, index) => {
      if (on) Object.assign(link, { href: targets[index], tabIndex: -1, role: "button", ariaHasPopup: "dialog" });
      else for (const name of ["href", "tabindex", "role", "aria-haspopup"]) link.removeAttribute(name);
    });
    rove(on ? links[0] : undefined);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".num > a");
    if (!on || !link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(link);
  });
  document.addEventListener("keydown", (event) => {
    const link = on && event.target.closest(".num > a");
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!link || !(aside || event.key === " ")) return;
    event.preventDefault();
    if (aside) links[links.indexOf(link) + aside]?.focus();
    else open(link);
  });
  document.addEventListener("focusin", ({ target }) => {
    if (on) rove(target.closest(".num > a") ?? following(target) ?? current);
  });
  const arrive = () => {
    const goal = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (on && goal) rove(following(goal) ?? current);
  };
  addEventListener("hashchange", arrive);

  // The other language is entered at the section that is being read.
  document.querySelectorAll(".same-place").forEach((link) => link.addEventListener("click", () => {
    const sections = [...document.querySelectorAll("main [id^='sec-']")];
    link.hash = sections.filter((part) => part.getBoundingClientRect().top < innerHeight / 2).pop()?.id ?? "";
  }));

  // A figure or table that is wider than the screen says so, and can be scrolled by keys.
  const watch = new ResizeObserver((seen) => seen.forEach(({ target }) => {
    const wide = target.scrollWidth > target.clientWidth + 1;
    target.classList.toggle("scrolls", wide);
    target.dataset.scroll = `↔ ${scroll}`;
    if (wide) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }));
  document.querySelectorAll("figure, .table-box, [aria-describedby]:has(> table)").forEach((box) => watch.observe(box));

  const toggle = element("button", cards, { type: "button" });
  toggle.addEventListener("click", () => { turn(!on); remember(on); });
  document.querySelector(".hint p, p.hint")?.append(" ", toggle);
  turn(remembered());
  arrive();
})();
