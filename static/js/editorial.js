// Words that were typed are not lost by a slip: the browser asks before a page with unsaved words is left.
(() => {
  let dirty = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-guard]")) dirty = true; });
  document.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  // Another template shows its fields at once; without a script the button beside the list does the same.
  document.addEventListener("change", (event) => {
    if (event.target.name === "template") event.target.form.querySelector("button[value=choose]").click();
  });
})();
