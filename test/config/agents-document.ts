// docs/agents.md, written from the presets: what each is, the version that the tests run, and how its image is made.
import { asksGateway, type Preset } from '#core/agents/preset.ts';
import { PRESETS } from '#core/agents/presets/presets.ts';

export function agentsDocument(): string {
  const fromNpm = PRESETS.filter(({ packages }) => packages.length > 0);
  return `${[HEAD, rows(), IMAGES, ...fromNpm.map(recipe), OTHERS, CONTRACT].join('\n\n')}\n`;
}

const HEAD = `# Agents

Written from the presets in \`src/core/agents/presets/\`; \`UPDATE_DOCS=1 npm test -- test/config\` writes it anew.

An agent is a program in an image. Greenlight knows some by name; anything else is a \`command\`.

\`\`\`yaml
agents:
  claude:
    preset: claude-code
    image: registry.example.com/claude:1
    model: anthropic # one of models below
    model_name: claude-sonnet-5 # instead of the preset's usual one
    args: [--append-system-prompt, "Answer in English."] # after the preset's own
  own:
    image: registry.example.com/own:1
    command: [fix, --prompt, "{input}/prompt.md"]
models:
  anthropic:
    api: anthropic
    key_env: ANTHROPIC_API_KEY
    prices: { "*": { input: 3, output: 15 } }
default_agent: claude
\`\`\`

**Credentials.** No agent has any. The key of a provider stays with Greenlight: an agent gets the address of the model gateway and a token of its one attempt, which opens the paths of a model and nothing else. What it costs is what the gateway meters; what an agent says of its cost, its success or its tokens is shown nowhere as a fact. Success is its exit code, and the change that is found in its checkout.

**What a preset is.** Its command line with every tool allowed and its own sandbox off (the container is the sandbox), its settings, and how its output is read for progress. \`env\`, \`files\` and \`args\` add to it; a variable of yours wins over the preset's.

**Going on.** What \`claude-code\`, \`codex\`, \`gemini-cli\`, \`opencode\` and \`copilot-cli\` remember of a conversation is kept for the task's next attempt, on the Docker engine and nowhere else: at most 64 MiB, of an agent that ended well, until the task ends. The next attempt goes on with it where it begins at the very files that the last one left (after a red CI, or with the answer to a question), on the same engine; where the conversation is not there, or the agent does not take it up, it begins anew in the same attempt. The task page says which. Only the conversation is kept: settings, caches and whatever else was made in the agent's home begin anew. \`resume: false\` keeps nothing.

## Presets`;

function rows(): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['Preset', 'What it is', 'Tested', "`api` of its model's provider", 'Model unless told']),
    line(Array.from({ length: 5 }, () => '---')),
    ...PRESETS.map((preset) =>
      line([
        `\`${preset.name}\``,
        preset.title,
        preset.packages[0] === undefined
          ? 'from its documentation alone'
          : `\`${preset.packages[0]}\`, in the sealed container`,
        asksGateway(preset) ? `\`${preset.api}\`` : 'none: a service of its own',
        asksGateway(preset) ? `\`${preset.model}\`` : '',
      ]),
    ),
  ].join('\n');
}

const IMAGES = `## Images

An image holds the agent, git, a POSIX shell, and what the repository's tests need. Nothing is installed when an attempt begins: it has no network. The user is 10001 whatever the image says, the root file system is read-only, and HOME is \`/home/agent\`. Pin the version: the command lines change.`;

const recipe = ({ title, packages }: Preset): string => `### ${title}

\`\`\`dockerfile
FROM node:24-slim
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
RUN npm install --global ${packages.join(' ')}
\`\`\``;

const OTHERS = `### From elsewhere

These command lines are taken from their documentation; no test runs them.

${PRESETS.flatMap(({ title, name, install }) => (install === undefined ? [] : [`- **${title}** (\`${name}\`): ${install.includes(' install ') ? `\`${install}\`` : install} in the image.`])).join('\n')}

\`cursor-agent\` asks a service of its own, past the gateway: it wants its key in \`env\` (the agent can read it) and its hosts in \`sandbox.allow\`, and what it costs is metered by nobody here.`;

const CONTRACT = `## An agent of your own

Any program is an agent. It starts in the checkout; \`GREENLIGHT_PROMPT_FILE\` and \`GREENLIGHT_SIGNALS_FILE\` say what to do, and what it leaves in the checkout is its result. \`GREENLIGHT_RESULT_FILE\` takes, at its end, JSON with what it has to say, all of it optional:

| Key | What it is |
| --- | --- |
| \`summary\` | what it did, in a sentence: shown as its claim |
| \`question\` | one question that only a person can decide: the task waits, and “@greenlight <answer>” in its thread starts the next attempt with both |

Exit code 0 is success. Where it has a \`model\`, \`GREENLIGHT_MODEL_URL\` and \`GREENLIGHT_MODEL_TOKEN\` are the gateway and the token of this attempt; \`{model_url}\` and \`{model_token}\` stand for them in \`command\`, \`env\` and \`files\`.`;
