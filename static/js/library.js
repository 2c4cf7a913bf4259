// The upload's progress, and the length of an alternative text. Without this script both forms work as they are.
(() => {
  const counted = document.querySelector("textarea[data-count]");
  if (counted) {
    const place = document.getElementById(counted.dataset.count);
    const count = () => {
      const length = [...counted.value].length;
      place.textContent = place.dataset.said.replace("#", length);
      place.classList.toggle("over", length > Number(place.dataset.most));
    };
    counted.addEventListener("input", count);
    count();
  }

  const form = () => document.querySelector("form[data-upload]");
  const part = (selector) => form().querySelector(selector);

  const show = (loaded, total) => {
    const percent = Math.floor((100 * loaded) / total);
    const said = part(".upload-progress output");
    part("progress").value = percent;
    // A screen reader hears every tenth, not every hundredth.
    const words = said.dataset.said.replace("#", percent - (percent % 10));
    if (said.textContent !== words) said.textContent = words;
  };

  const broke = () => {
    part(".upload-progress").hidden = true;
    part("[data-broken]").hidden = false;
    part("button.primary").disabled = false;
  };

  const shown = (request) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = page.querySelector("main");
    if (!main) return broke();
    document.querySelector("main").replaceWith(document.adoptNode(main));
    document.title = page.title;
    history.replaceState(null, "", request.responseURL);
    for (const link of document.querySelectorAll(".nav a")) {
      const other = page.querySelector(`.nav a[href="${link.getAttribute("href")}"]`);
      const current = other && other.getAttribute("aria-current");
      if (current) link.setAttribute("aria-current", current); else link.removeAttribute("aria-current");
    }
    window.scrollTo(0, 0);
    document.querySelector("main").focus();
  };

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-upload]")) return;
    event.preventDefault();
    part("button.primary").disabled = true;
    part("[data-broken]").hidden = true;
    part(".upload-progress").hidden = false;
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (sent) => { if (sent.lengthComputable) show(sent.loaded, sent.total); });
    request.addEventListener("load", () => shown(request));
    request.addEventListener("error", broke);
    request.open("POST", form().action);
    request.send(new FormData(form()));
  });
})();
