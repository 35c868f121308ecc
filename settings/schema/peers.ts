/** Static and trusted peers, boot nodes, discovery. */
export const peerSettings = {};
