const KEY = "theme";

/** Whether the page is dark now, by the reader's choice or else by the system's. */
const isDark = (): boolean => {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === undefined
    ? matchMedia("(prefers-color-scheme: dark)").matches
    : chosen === "dark";
};

/** Changes to the other theme, and remembers it. */
export function toggleTheme(): void {
  const theme = isDark() ? "light" : "dark";
  document.documentElement.dataset["theme"] = theme;
  localStorage.setItem(KEY, theme);
}
