// What was typed is not lost by a slip: the browser asks before a page is left that holds what nobody keeps, be it words
// (`data-kept`: see unsaved.js) or a file that was chosen and is not here yet.
(() => {
  let typed = null;
  const isKept = (form) => "kept" in form.dataset && ![...form.querySelectorAll("input[type=file]")].some((one) => one.files.length);
  document.addEventListener("input", (event) => { typed = event.target.closest("form[data-guard]") ?? typed; });
  document.addEventListener("submit", () => { typed = null; });
  window.addEventListener("beforeunload", (event) => { if (typed && !isKept(typed)) event.preventDefault(); });
  // When the part with the files was redrawn: what was unfolded still is, and the keyboard is where it was, or beside.
  let unfolded = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "joining") unfolded = [...event.detail.target.querySelectorAll("details[open]")];
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "joining") return;
    for (const { id } of unfolded) document.getElementById(id).open = true;
    if (document.activeElement !== document.body) return;
    const pressed = event.detail.requestConfig.elt.id;
    const beside = pressed.startsWith("do-up-") ? pressed.replace("up", "down") : pressed.replace("down", "up");
    for (const id of [pressed, beside, "joining-title"]) {
      const place = document.getElementById(id);
      if (place && place.checkVisibility()) return place.focus({ preventScroll: id !== "joining-title" });
    }
  });
  // A film takes its time on the way here.
  document.addEventListener("htmx:xhr:progress", (event) => {
    const sent = event.target.closest("[id^=bring-]")?.querySelector(".upload-progress");
    if (!sent || !event.detail.lengthComputable) return;
    sent.hidden = false;
    sent.querySelector("progress").value = (100 * event.detail.loaded) / event.detail.total;
  });
  // A form that came back says what is wrong with it: often below the edge of the window.
  const wrong = document.querySelector(".writing [aria-invalid=true]");
  if (wrong && wrong.checkVisibility()) wrong.focus();
  // Another template shows its fields at once; without a script the button beside the list does the same. On a slow
  // line it may have been chosen before this script came.
  const choose = (list) => list.form.querySelector("button[value=choose]").click();
  document.addEventListener("change", (event) => { if (event.target.name === "template") choose(event.target); });
  const list = document.querySelector("form[data-guard] select[name=template]");
  if (list && !list.selectedOptions[0].defaultSelected && [...list.options].some((one) => one.defaultSelected)) choose(list);
})();
