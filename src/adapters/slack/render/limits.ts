// Slack's limits on what one message or modal may hold, in characters unless said otherwise.
// Sources: Block Kit reference (blocks, elements, composition objects) and chat.update's error list.

export const LIMITS = {
  /** chat.update refuses more; chat.postMessage takes ten times that, but one card has one text. */
  text: 4_000,
  messageBlocks: 50,
  modalBlocks: 100,
  /** Not documented by Slack as a number; `msg_blocks_too_long` is met a little above it. */
  messageTextInBlocks: 12_000,
  blockId: 255,
  header: 150,
  sectionText: 3_000,
  contextElements: 10,
  contextText: 3_000,
  /** Slack gives none for preformatted text; what a section takes is shown without folding twice. */
  code: 3_000,
  alertText: 3_000,
  /** Not documented by Slack; as a header's and as a button's. */
  planTitle: 150,
  stepTitle: 300,
  sourceText: 75,
  containerTitle: 150,
  containerBlocks: 10,
  actions: 25,
  actionId: 255,
  buttonText: 75,
  buttonValue: 2_000,
  buttonLabel: 75,
  url: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  sessionTitle: 200,
  modalTitle: 24,
  modalButton: 24,
  privateMetadata: 3_000,
  inputLabel: 2_000,
  placeholder: 150,
  optionText: 75,
  optionValue: 150,
  options: 100,
  inputLength: 3_000,
} as const;
