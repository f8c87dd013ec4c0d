// Reporter for repeat.mjs: one JSON line per failed test, nothing else.

export default async function* failures(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:fail') continue;
    const { name, file, line, details } = data;
    const message = details.error.cause?.message ?? details.error.message;
    yield `${JSON.stringify({ name, file, line, message: message.split('\n')[0] })}\n`;
  }
}
