import { z } from "zod";

const days = "days from 1 to 90";
const megabytes = "megabytes from 16 to 100,000";

/** The key `history` of the settings' file. Without it nothing is kept over a restart, and no database is opened. */
export const historySettings = z.strictObject({
  /** The database's folder. It is made when it is missing. */
  folder: z.string().min(1, "a folder"),
  /** How long things are kept. */
  retentionDays: z.number().min(1, days).max(90, days).default(7),
  /** How large the database may become before the oldest goes early. */
  maxMegabytes: z.number().min(16, megabytes).max(100_000, megabytes).default(512),
});

/** Where and how long history is kept. */
export type HistorySettings = z.infer<typeof historySettings>;
