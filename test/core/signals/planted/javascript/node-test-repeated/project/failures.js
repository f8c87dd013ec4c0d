// Reporter: one JSON line for each test that failed itself.
export default async function* failures(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:fail' || data.details.error.failureType === 'subtestsFailed') continue;
    const { name, file, line, details } = data;
    const [message] = (details.error.cause?.message ?? details.error.message).split('\n');
    yield `${JSON.stringify({ name, file, line, message })}\n`;
  }
}
