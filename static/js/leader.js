// A leader's phone: reading aloud, counting, and saying that a version was on the screen. Without it, all pages work.
(() => {
  // The device's own voice; nothing is sent anywhere.
  const voice = window.speechSynthesis;
  const words = (place) => {
    const copy = place.cloneNode(true);
    for (const one of copy.querySelectorAll("summary, button")) one.remove();
    return copy.textContent.replace(/#/g, " ").trim();
  };
  const silence = (button) => {
    voice.cancel();
    button.textContent = button.dataset.said;
    delete button.dataset.speaks;
  };
  for (const button of voice ? document.querySelectorAll("button[data-read]") : []) {
    button.dataset.said = button.textContent;
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.dataset.speaks) return silence(button);
      const place = document.getElementById(button.dataset.read);
      const said = new SpeechSynthesisUtterance(words(place));
      said.lang = place.lang === "fr" ? "fr-FR" : "en-GB";
      said.addEventListener("end", () => silence(button));
      said.addEventListener("error", () => silence(button));
      voice.cancel();
      voice.speak(said);
      button.textContent = button.dataset.stop;
      button.dataset.speaks = "yes";
    });
  }
  if (voice) window.addEventListener("pagehide", () => voice.cancel());

  // As the server counts: UTF-16 units, a mention by its name.
  for (const box of document.querySelectorAll("textarea[data-counted]")) {
    const place = document.getElementById(box.dataset.counted);
    const count = () => {
      const length = box.value.replace(/@\[([^\]]*)\]\([^)]*\)/g, "$1").length;
      place.textContent = place.dataset.said.replace("#", length);
      place.classList.toggle("over", length > Number(place.dataset.limit));
    };
    box.addEventListener("input", count);
  }

  // Two seconds before somebody's eyes, on a page that knows who they are.
  for (const form of document.querySelectorAll("form[data-seen]")) {
    const say = () => {
      if (document.visibilityState === "visible") fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true });
    };
    setTimeout(say, 2000);
  }
})();
