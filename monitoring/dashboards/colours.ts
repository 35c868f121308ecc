/** One colour for each layer of a node, on every board. Several lines of one layer are shades of it. */
export const layerColours = {
  execution: "#3274D9",
  consensus: "#A352CC",
  validator: "#00A3A3",
  /** The machines, volumes and monitoring programs below the nodes. */
  platform: "#8F6B4A",
} as const;

/** One colour for each judgement, on every board, and for nothing else. */
export const meaningColours = {
  good: "#56A64B",
  /** Look at it in working hours. */
  warning: "#FF9830",
  /** Look at it now. */
  bad: "#E02F44",
  /** Neither good nor bad: a number to know. */
  neutral: "#8E8E8E",
} as const;

/** The name of a colour. */
export type Colour = keyof typeof layerColours | keyof typeof meaningColours;

export const colours: Readonly<Record<Colour, string>> = { ...layerColours, ...meaningColours };
