/** Texts that are known for secrets by their look, wherever they stand. */

export interface Shape {
  readonly name: string
  /** Global. The secret is its first group, or all of it. */
  readonly pattern: RegExp
}

/** No letter, digit or the like before it. */
const START = String.raw`(?<![A-Za-z0-9_])`

const prefixed = (name: string, pattern: string): Shape => ({ name, pattern: new RegExp(START + pattern, 'g') })

/** By the documents of those who give them out. */
export const SHAPES: readonly Shape[] = [
  { name: 'JWT', pattern: /(?<![A-Za-z0-9_-])ey[A-Za-z0-9_-]{8,}\.ey[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{8,}/g },
  prefixed('AWS access key id', String.raw`(?:AKIA|ASIA|AGPA|AIDA|AROA|ANPA|ANVA)[A-Z0-9]{16}(?![A-Za-z0-9])`),
  prefixed('OpenAI, Anthropic and alike', String.raw`sk-[A-Za-z0-9_-]{16,}`),
  prefixed('GitHub', String.raw`gh[pousr]_[A-Za-z0-9]{20,}`),
  prefixed('GitHub, fine-grained', String.raw`github_pat_[A-Za-z0-9_]{20,}`),
  prefixed('GitLab', String.raw`gl(?:pat|dt|rt|ptt|ft|soat|cbt|oas)-[A-Za-z0-9_.-]{16,}`),
  prefixed('Slack', String.raw`xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,}`),
  prefixed('Slack, of an app', String.raw`xapp-[A-Za-z0-9-]{16,}`),
  { name: 'Slack, web hook', pattern: /\/(?:services|workflows|triggers)\/(T[A-Z0-9]{6,}\/[A-Za-z0-9_/-]{16,})/g },
  { name: 'Discord, web hook', pattern: /\/api\/webhooks\/(\d+\/[A-Za-z0-9_-]{20,})/g },
  { name: 'Telegram', pattern: /(?<![A-Za-z0-9])(\d{8,10}:AA[A-Za-z0-9_-]{30,})/g },
  prefixed('npm', String.raw`npm_[A-Za-z0-9]{30,}`),
  prefixed('PyPI', String.raw`pypi-[A-Za-z0-9_-]{30,}`),
  prefixed('Google, key', String.raw`AIza[A-Za-z0-9_-]{30,}`),
  prefixed('Google, OAuth', String.raw`(?:ya29\.|GOCSPX-|1//0)[A-Za-z0-9_.-]{16,}`),
  prefixed('SendGrid', String.raw`SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`),
  prefixed('Stripe', String.raw`(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}`),
  prefixed('Stripe and Svix, web hook', String.raw`whsec_[A-Za-z0-9+/=]{16,}`),
  prefixed('Shopify', String.raw`shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}`),
  prefixed('Square', String.raw`sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{20,}`),
  prefixed('Twilio', String.raw`SK[0-9a-f]{32}(?![A-Za-z0-9])`),
  prefixed('Mailgun', String.raw`key-[0-9a-f]{32}(?![A-Za-z0-9])`),
  prefixed('Mailchimp', String.raw`[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])`),
  prefixed('Hugging Face', String.raw`hf_[A-Za-z0-9]{30,}`),
  prefixed('Groq', String.raw`gsk_[A-Za-z0-9]{30,}`),
  prefixed('xAI', String.raw`xai-[A-Za-z0-9]{30,}`),
  prefixed('Replicate', String.raw`r8_[A-Za-z0-9]{30,}`),
  prefixed('DigitalOcean', String.raw`do[opr]_v1_[a-f0-9]{40,}`),
  prefixed('Databricks', String.raw`dapi[a-f0-9]{32}`),
  prefixed('Vault', String.raw`hv[sbr]\.[A-Za-z0-9_-]{20,}`),
  prefixed('Doppler', String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9]{20,}`),
  prefixed('Linear', String.raw`lin_(?:api|oauth)_[A-Za-z0-9]{30,}`),
  prefixed('Notion', String.raw`(?:ntn|secret)_[A-Za-z0-9]{40,}`),
  prefixed('Airtable', String.raw`pat[A-Za-z0-9]{14}\.[a-f0-9]{64}`),
  prefixed('Figma', String.raw`figd_[A-Za-z0-9_-]{30,}`),
  prefixed('Postman', String.raw`PMAK-[a-f0-9]{24}-[a-f0-9]{34}`),
  prefixed('New Relic', String.raw`NRAK-[A-Z0-9]{27}`),
  prefixed('Sentry', String.raw`sntry[su]_[A-Za-z0-9+/=_-]{30,}`),
  prefixed('Supabase', String.raw`sb(?:p|_secret)_[A-Za-z0-9_-]{20,}`),
  prefixed('PlanetScale', String.raw`pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.-]{20,}`),
  prefixed('Atlassian', String.raw`ATATT3[A-Za-z0-9_=-]{50,}`),
  prefixed('age', String.raw`AGE-SECRET-KEY-1[A-Z0-9]{50,}`),
  { name: 'Azure, shared key', pattern: /AccountKey=([A-Za-z0-9+/]{40,}={0,2})/g },
  { name: 'Digest', pattern: /\bDigest\s[^\r\n]*?\bresponse="([A-Za-z0-9+/]{16,}=*)"/gi },
  { name: 'Hawk', pattern: /\bHawk\s[^\r\n]*?\bmac="([A-Za-z0-9+/]{16,}=*)"/gi },
  { name: 'Bearer', pattern: /\b[Bb]earer\s+((?=[^\s"'\\]*\d)[A-Za-z0-9._~+/-]{12,}=*)/g },
  { name: 'Basic', pattern: /\b[Bb]asic\s+((?=[A-Za-z0-9+/]*[A-Z0-9+/])[A-Za-z0-9+/]{12,}={0,2})(?![A-Za-z0-9+/=])/g },
]
