import type { HistoryMode } from "../../networks/network.ts";
import type { InitStep } from "./client.ts";

/** What Geth calls each history. Source: go-ethereum v1.17.5 core/history/historymode.go. */
export const gethHistory = (history: HistoryMode): string => history.toLowerCase();

/**
 * What runs in Geth's image before Geth: it makes an existing database keep no more than the stack wants, once, and stops
 * where the stack wants more than the database has.
 *
 * It remembers in a file beside the database what that keeps, so that it costs nothing at all other starts. Geth could be
 * asked each time, but `prune-history` opens the whole database, fails on one that is still syncing, and on an empty one
 * writes mainnet's genesis, whatever the network (seen with 1.17.5). Geth itself starts with `all` on a pruned database
 * with no more than a warning.
 *
 * Sources: go-ethereum v1.17.5 cmd/geth/chaincmd.go (pruneHistory), core/blockchain.go (initializeHistoryPruning); its
 * Dockerfile for the shell: the image is Alpine's.
 *
 * @param data the data folder
 */
export const gethHistoryStep = (history: HistoryMode, data: string): InitStep => ({
  name: "history",
  command: ["/bin/sh", "-euc", script, "history"],
  args: [history, data],
  dataOnly: true,
});

/** A database without frozen bodies has an index of this size: one entry. Source: core/rawdb/freezer_table.go. */
const emptyIndex = 6;

const script = `
wanted=$1 data=$2
chaindata=$data/geth/chaindata
bodies=$chaindata/ancient/chain/bodies.cidx
marker=$data/ethnode/history

rank() {
  case $1 in
    all) echo 0 ;;
    postMerge) echo 1 ;;
    postPrague) echo 2 ;;
    *) echo "history: $marker says $1, expected all, postMerge or postPrague" >&2; return 1 ;;
  esac
}
remember() {
  mkdir -p "$data/ethnode"
  printf '%s\\n' "$wanted" > "$marker.new"
  mv "$marker.new" "$marker"
}
refuse() {
  echo "history: came $wanted, expected $1" >&2
  echo "history: nothing was changed" >&2
  exit 1
}
to_go_back="For more history, add a node with it, or replace this node's volume to sync anew."

if [ -e "$marker" ]; then
  has=$(cat "$marker")
elif [ ! -e "$chaindata" ]; then
  echo "history: no database yet, it will keep $wanted"
  remember
  exit 0
else
  # Somebody else's database: where its bodies begin is how many are hidden.
  begins=$(geth db freezer-index --datadir "$data" chain bodies 0 1 2> /dev/null | sed -n 's/^Version .* hidden \\([0-9]*\\)$/\\1/p')
  case $wanted-$begins in
    all- | all-0) ;;
    all-*) refuse "postMerge or postPrague: the database begins at block $begins. $to_go_back" ;;
  esac
  # Geth knows better than we whether there is something to prune, and refuses by itself to go back.
  has=all
fi

wanted_rank=$(rank "$wanted")
has_rank=$(rank "$has")
if [ "$wanted_rank" -lt "$has_rank" ]; then
  refuse "$has or less: the blocks before are not in the database any more. $to_go_back"
elif [ "$wanted_rank" -eq "$has_rank" ]; then
  remember
elif [ ! -e "$bodies" ] || [ "$(wc -c < "$bodies")" -le ${emptyIndex} ]; then
  echo "history: the database has no old blocks yet"
else
  echo "history: pruning from $has to $wanted; Geth starts when it is done"
  geth prune-history --datadir "$data" --history.chain "$(echo "$wanted" | tr '[:upper:]' '[:lower:]')" ||
    refuse "another history, for the reason that Geth gave above: it prunes once it has synced 90000 blocks past the point"
  remember
  echo "history: the database keeps $wanted now"
fi
`;
