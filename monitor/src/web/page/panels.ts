import { churnPanel } from "./churnPanel.ts";
import { concentrationPanel } from "./concentrationPanel.ts";
import { custodyPanel } from "./custodyPanel.ts";
import { diversityPanel } from "./diversityPanel.ts";
import { h } from "./dom.ts";
import { mapPanel } from "./mapPanel.ts";
import type { Model } from "./model.ts";
import { type Panel, PANELS } from "./urlState.ts";

const TITLES: Readonly<Record<Panel, string>> = {
  diversity: "Clients",
  map: "Map",
  concentration: "Networks",
  custody: "Custody",
  churn: "Events",
};

/** The tabs of the panels. */
export const panelTabs = ({ view }: Model): Node[] =>
  PANELS.map((panel) =>
    h(
      "button",
      {
        type: "button",
        role: "tab",
        id: `tab-${panel}`,
        "data-do": "panel",
        "data-value": panel,
        "aria-selected": String(view.panel === panel),
        "aria-controls": "panel",
        tabindex: view.panel === panel ? 0 : -1,
      },
      TITLES[panel],
    ),
  );

/** The chosen panel. `redraw` is called when something that it waits for has come. */
export function panelContent(model: Model, redraw: () => void): Node[] {
  switch (model.view.panel) {
    case "diversity":
      return diversityPanel(model);
    case "map":
      return mapPanel(model, redraw);
    case "concentration":
      return concentrationPanel(model);
    case "custody":
      return custodyPanel(model);
    case "churn":
      return churnPanel(model);
  }
}
