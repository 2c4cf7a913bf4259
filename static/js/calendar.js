// The calendar by hand: dragging, the box that moves a post, and the arrows. All of it is also a link that works without.
(() => {
  const box = document.querySelector(".move-box");
  if (!box) return;
  const word = document.getElementById("moved-word");
  const CARD = ".post-card[id], .agenda tr[id]";
  const cardOf = (node) => node?.closest?.(CARD);
  const link = (card) => card?.querySelector("a");
  let asker = null;

  // The page on which a post is moved, as a box over the calendar; its form goes out from here and comes back here.
  const show = (html, card) => {
    const form = new DOMParser().parseFromString(html, "text/html").getElementById("move");
    if (!form) return location.reload();
    box.replaceChildren(form);
    form.elements.retour.value = location.pathname + location.search;
    form.querySelector("[data-close]").addEventListener("click", (event) => { event.preventDefault(); box.close(); });
    asker = card;
    if (!box.open) box.showModal();
    (form.querySelector("[aria-invalid=true], [role=alert] button, [role=alert]") || form.elements.day).focus();
  };
  const send = async (action, body, card) => {
    const answer = await fetch(action, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect") return show(await answer.text(), card);
    // Done: the page comes again with the notice, and the keyboard is where it was.
    history.replaceState(null, "", `${location.pathname}${location.search}#${card.id}`);
    location.reload();
  };
  const open = async (card) => {
    const to = card.querySelector(".move");
    if (to) show(await (await fetch(to.href)).text(), card);
  };
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.target.action, new FormData(event.target, event.submitter), asker);
  });
  box.addEventListener("close", () => link(asker)?.focus());
  document.addEventListener("click", (event) => {
    const to = event.target.closest("a.move");
    if (!to || !cardOf(to) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(cardOf(to));
  });

  // A post is taken to another day of the page; in lanes it stays with its leader.
  let held = null;
  const movable = [...document.querySelectorAll("table.month .post-card[data-seen]")];
  for (const card of movable) {
    card.draggable = true;
    for (const inner of card.querySelectorAll("a")) inner.draggable = false;
  }
  const placeFor = (node) => {
    const day = node.closest?.("td[data-day]");
    if (!held || !day || day === held.closest("td")) return null;
    return day.closest(".lanes") && day.parentNode !== held.closest("tr") ? null : day;
  };
  const rest = () => {
    held?.classList.remove("held-card");
    held = null;
    unmark();
    word.textContent = "";
    word.className = "visually-hidden";
  };
  const unmark = () => document.querySelector(".drop")?.classList.remove("drop");
  document.addEventListener("dragstart", (event) => {
    held = cardOf(event.target);
    if (!held?.draggable) { held = null; return; }
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.id);
    held.classList.add("held-card");
    // Before the drop: what becomes of the hour and of the leader's yes.
    const state = ["good", "wait"].find((one) => held.classList.contains(one)) || "plain";
    word.textContent = word.dataset[state];
    word.className = "drag-note";
  });
  document.addEventListener("dragover", (event) => {
    const place = placeFor(event.target);
    unmark();
    if (!place) return;
    event.preventDefault();
    place.classList.add("drop");
  });
  document.addEventListener("dragend", rest);
  document.addEventListener("drop", (event) => {
    const place = placeFor(event.target);
    if (!place) return;
    event.preventDefault();
    const body = new FormData();
    const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
    const given = { csrfmiddlewaretoken: token, seen: held.dataset.seen, retour: location.pathname + location.search };
    const span = place.closest(".lanes.by-week") ? { week: place.dataset.day } : { to: place.dataset.day };
    for (const [name, value] of Object.entries({ ...given, ...span })) body.set(name, value);
    send(held.querySelector(".move").href, body, held);
  });

  // Arrows and « m », while a card has the focus.
  const beside = (card, step) => {
    const days = [...document.querySelectorAll("td.day, .board section")].filter((day) => day.querySelector(".post-card[id]"));
    const row = card.closest(".lanes tr");
    const reach = row ? days.filter((day) => day.parentNode === row) : days;
    return reach[reach.indexOf(card.closest("td.day, .board section")) + step]?.querySelector(".post-card[id]");
  };
  const along = (card, step) => {
    const all = [...document.querySelectorAll(CARD)].filter((one) => link(one));
    return all[all.indexOf(card) + step];
  };
  const ways = {
    ArrowLeft: (card) => beside(card, -1), ArrowRight: (card) => beside(card, 1),
    ArrowUp: (card) => along(card, -1), ArrowDown: (card) => along(card, 1),
  };
  document.addEventListener("keydown", (event) => {
    const card = cardOf(event.target);
    if (!card || event.ctrlKey || event.altKey || event.metaKey || box.open) return;
    if (event.key === "m") { event.preventDefault(); open(card); }
    const next = ways[event.key]?.(card);
    if (ways[event.key]) event.preventDefault();
    link(next)?.focus();
  });

  // After a move: the card has the focus again, and what happened is read aloud.
  const moved = /^#p\d+$/.test(location.hash) && document.querySelector(location.hash);
  if (moved) link(moved)?.focus({ preventScroll: false });
  const notice = document.querySelector(".undo, main > [role=status]");
  if (notice) setTimeout(() => { word.textContent = notice.textContent.trim(); }, 300);
})();
