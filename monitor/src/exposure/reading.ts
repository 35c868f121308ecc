/** How one layer is announced, beside how it is exposed. */
export interface LayerExposure {
  /** What the client tells its peers: `203.0.113.7 tcp 30303 udp 30303`; null where it could not be asked. */
  readonly announced: string | null;
  /** What is wrong with that, in plain words. */
  readonly problems: readonly string[];
  /** Why something could not be compared; null where all was. */
  readonly unchecked: string | null;
}

/** What the agent found of both layers. */
export interface ExposureReading {
  readonly execution: LayerExposure;
  readonly consensus: LayerExposure;
}
