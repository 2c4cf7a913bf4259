// "@" offers people and pages, "#" the organisation's hashtags: a list under the line that is being written. Arrows choose,
// Enter or Tab takes, Escape closes; whoever does not want it types on.
(() => {
  const form = document.querySelector("form[data-complete]");
  if (!form) return;
  const list = document.createElement("ul");
  list.id = "completions";
  list.className = "completions";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  let box = null, begins = 0, typed = "", chosen = -1, asked = 0;

  const word = (area) => {
    const before = area.value.slice(0, area.selectionStart);
    const found = before.match(/(?:^|[\s(«"'’])([@#][\p{L}\p{N}_-]{1,40}(?: [\p{Lu}][\p{L}-]*)?)$/u);
    return area.selectionStart === area.selectionEnd && found ? found[1] : "";
  };
  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    box?.removeAttribute("aria-activedescendant");
    box?.removeAttribute("aria-controls");
  };
  const mark = (place) => {
    const options = list.children;
    chosen = (place + options.length) % options.length;
    [...options].forEach((one, n) => one.setAttribute("aria-selected", String(n === chosen)));
    box.setAttribute("aria-activedescendant", options[chosen].id);
    options[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (one) => {
    box.setRangeText(`${one.dataset.text} `, begins, begins + typed.length, "end");
    close();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };
  const show = (area, offers) => {
    if (!offers.length) return close();
    box = area;
    list.replaceChildren(...offers.map((offer, n) => {
      const one = document.createElement("li");
      one.id = `completion-${n}`;
      one.setAttribute("role", "option");
      one.dataset.text = offer.text;
      one.textContent = offer.label;
      if (offer.detail) {
        const more = document.createElement("span");
        more.className = "muted small";
        more.textContent = ` ${offer.detail}`;
        one.append(more);
      }
      one.addEventListener("pointerdown", (event) => { event.preventDefault(); take(one); });
      return one;
    }));
    area.after(list, spoken);
    list.hidden = false;
    area.setAttribute("aria-controls", list.id);
    list.setAttribute("aria-label", form.dataset.completeLabel);
    spoken.textContent = form.dataset.completeCount.replace("0", offers.length);
    mark(0);
  };
  // In whose name: of an announcement each voice's own, else the one that the form names.
  const speaker = (area) => area.name.match(/^voix-(\d+)-/)?.[1] || form.elements.leader?.value || "";
  const ask = async (area) => {
    const mot = word(area), turn = ++asked;
    if (mot.length < 2) return close();
    const answer = await fetch(`${form.dataset.complete}?${new URLSearchParams({ mot, dirigeant: speaker(area) })}`).catch(() => null);
    if (turn !== asked || !answer?.ok || answer.redirected) return;
    const { offers } = await answer.json();
    [typed, begins] = [mot, area.selectionStart - mot.length];
    if (word(area) === mot) show(area, offers);
  };
  let timer = 0;
  form.addEventListener("input", (event) => {
    if (event.target.localName !== "textarea" || event.isTrusted === false) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(event.target), 150);
  });
  form.addEventListener("keydown", (event) => {
    if (list.hidden || event.target !== box || event.isComposing) return;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") mark(chosen + 1);
    else if (event.key === "ArrowUp") mark(chosen - 1);
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[chosen]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  form.addEventListener("focusout", () => setTimeout(() => { if (document.activeElement !== box) close(); }, 0));
  for (const area of form.querySelectorAll("textarea")) area.setAttribute("aria-autocomplete", "list");
})();
