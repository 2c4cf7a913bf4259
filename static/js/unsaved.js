// What is typed in the composer is kept: on the device at once, on the server a moment later. The device's copy goes as
// soon as the server has it, so that words lie about here only while nobody else has them.
(() => {
  const DEVICE = "influence:typed:", OLDEST = 30 * 86400000;
  const stored = () => Object.keys(localStorage).filter((key) => key.startsWith(DEVICE));
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } };
  const forget = (key) => { try { localStorage.removeItem(key); } catch { /* no storage, nothing to forget */ } };
  // The server names the place whose words are in a version now.
  const cookie = document.cookie.match(/(?:^|; )saved_words=([^;]+)/);
  if (cookie) {
    const place = decodeURIComponent(cookie[1]);
    for (const key of stored()) if (key.includes(`:${place}|`)) forget(key);
    document.cookie = "saved_words=; Max-Age=0; path=/; SameSite=Lax";
  }
  for (const key of stored()) if (!(Date.now() - read(key)?.at < OLDEST)) forget(key);

  const line = document.getElementById("kept");
  if (!line) return;
  const form = line.closest("form"), spoken = document.getElementById("kept-spoken");
  const place = form.elements.kept_place, number = form.elements.kept_number;
  const letters = () => Array.from(crypto.getRandomValues(new Uint8Array(5)), (n) => n.toString(16).padStart(2, "0")).join("");
  // Of this person, this place and this tab.
  const mine = `${DEVICE}${line.dataset.user}:`, tab = letters(), key = () => `${mine}${place.value}|${tab}`;
  let timer = 0, sent = "", sending = false, leaving = false, left = 0, waits = 2000;

  const words = () => {
    const all = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") all.append(name, value);
    return all;
  };
  const content = (all) => { const bare = new URLSearchParams(all); for (const name of ["kept_number", "kept_place", "csrfmiddlewaretoken"]) bare.delete(name); return bare.toString(); };
  const say = (sentence, aloud) => { line.textContent = sentence; if (aloud && spoken.textContent !== sentence) spoken.textContent = sentence; };
  const keepHere = () => {
    const all = words();
    all.delete("csrfmiddlewaretoken");
    try {
      localStorage.setItem(key(), JSON.stringify({ at: Date.now(), words: all.toString() }));
      form.dataset.kept = "here";
    } catch { delete form.dataset.kept; /* full, or refused: until the server has it, nobody has */ }
  };
  const post = (all, keepalive) => {
    all.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return fetch(line.dataset.keep, { method: "POST", body: all, keepalive, redirect: "manual", headers: { Accept: "application/json" } });
  };
  const besides = (there) => {
    const [kind, rest] = there.split(":");
    return kind === "post" ? `post:${rest.split("/")[0]}/${letters()}` : `${kind}:${letters()}`;
  };
  const apart = () => {
    forget(key());
    place.value = besides(place.value);
    number.value = "0";
    keepHere();
  };
  const signedOut = () => {
    say(line.dataset.signedOut, true);
    const link = document.createElement("a");
    link.href = line.dataset.login;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = line.dataset.signIn;
    line.append(" ", link);
  };
  const later = (after) => { clearTimeout(timer); timer = setTimeout(send, after); };
  async function send(keepalive = false) {
    const all = words(), now = content(all);
    if (now === sent || leaving) return;
    if (sending && !keepalive) return later(1000);
    sending = true;
    try {
      const answer = await post(all, keepalive);
      if (answer.ok) {
        const kept = await answer.json();
        [number.value, sent, waits] = [kept.number, now, 2000];
        if (content(words()) === now) {
          forget(key());
          form.dataset.kept = "there";
        }
        say(kept.said, false);
      } else if (answer.status === 409 || answer.status === 410) {
        say((await answer.json()).said, true);
        apart();
        later(1000);
      } else if (answer.status === 413) say((await answer.json()).said, true);
      else { signedOut(); later(60000); }
    } catch {
      say(line.dataset.device, true);
      waits = Math.min(waits * 2, 60000);
      later(waits);
    } finally { sending = false; }
  }
  const typed = () => { keepHere(); later(2000); };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("focusout", () => { if (content(words()) !== sent) later(300); });
  form.addEventListener("submit", (event) => {
    // Pressed twice while the first one is on its way, it would write a second draft.
    if (leaving && Date.now() - left < 3000) return event.preventDefault();
    keepHere();
    [leaving, left] = [true, Date.now()];
  });
  addEventListener("pagehide", () => { if (content(words()) !== sent) send(true); });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("online", () => { if (content(words()) !== sent) later(0); });

  // What another visit could not send: sent now, then offered by the server like all the rest.
  const elsewhere = async () => {
    let brought = false;
    for (const old of stored()) {
      if (!old.startsWith(mine) || old === key()) continue;
      const all = new URLSearchParams(read(old).words), is_here = all.get("kept_place") === place.value;
      if (is_here && ("typed" in line.dataset || content(all) === sent)) { forget(old); continue; }
      const move = () => { all.set("kept_place", besides(all.get("kept_place"))); all.set("kept_number", "0"); };
      if (is_here) move();
      let answer = await post(all).catch(() => null);
      if (answer?.status === 409 || answer?.status === 410) {
        move();
        answer = await post(all).catch(() => null);
      }
      if (answer && (answer.ok || answer.status === 400)) { forget(old); brought = true; }
    }
    if (!brought) return;
    const shown = await fetch(`${line.dataset.offers}?place=${encodeURIComponent(place.value)}`).catch(() => null);
    if (shown?.ok) document.getElementById("offers").replaceChildren(...new DOMParser().parseFromString(await shown.text(), "text/html").body.childNodes);
  };
  if ("typed" in line.dataset) typed();
  else sent = content(words());
  elsewhere();
})();
