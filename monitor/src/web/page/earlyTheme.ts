// Loaded before anything is drawn, so that a reader who chose a theme does not see the other one flash.
(() => {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
})();
