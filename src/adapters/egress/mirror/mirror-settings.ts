// How package managers in the sandbox learn of their mirror: variables where they read some, a file beside the brief where they do not.
import { type Ecosystem, mirrorUrl } from '#core/egress/mirror/ecosystem.ts';
import type { Service } from '../way-out.ts';

type Settings = Required<Pick<Service, 'env' | 'files'>>;

export const mirrorSettings = (ecosystem: Ecosystem): Settings => SETTINGS[ecosystem](mirrorUrl(ecosystem));

const SETTINGS: Record<Ecosystem, (url: string) => Settings> = {
  npm: (url) => ({
    env: {
      npm_config_registry: url,
      // A lockfile names the registry that it was made with.
      npm_config_replace_registry_host: 'always',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
      COREPACK_NPM_REGISTRY: url,
      YARN_NPM_REGISTRY_SERVER: url,
      YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    },
    files: {},
  }),
  pypi: (url) => ({
    env: {
      PIP_INDEX_URL: `${url}/simple/`,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      UV_DEFAULT_INDEX: `${url}/simple/`,
    },
    files: {},
  }),
  crates: (url) => ({
    // Without this it asks for HTTP/2 in a way that the mirror takes for a trick.
    env: { CARGO_HTTP_MULTIPLEXING: 'false' },
    // Cargo reads the configuration of every folder above the project.
    files: {
      '.cargo/config.toml': `[source.crates-io]\nreplace-with = "greenlight"\n\n[source.greenlight]\nregistry = "sparse+${url}/index/"\n`,
    },
  }),
  go: (url) => ({ env: { GOPROXY: url }, files: {} }),
  maven: (url) => ({
    env: { MAVEN_ARGS: '--settings /work/input/maven-settings.xml' },
    files: {
      'input/maven-settings.xml': `<settings><mirrors><mirror><id>greenlight</id><mirrorOf>*</mirrorOf><url>${url}/</url></mirror></mirrors></settings>\n`,
    },
  }),
  rubygems: (url) => ({
    env: { BUNDLE_MIRROR__ALL: url, GEMRC: '/work/input/gemrc' },
    files: { 'input/gemrc': `:sources:\n  - ${url}/\n` },
  }),
};
