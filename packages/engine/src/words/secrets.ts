/** What is said of secrets that the server's keys do not open. */
export const secrets = {
  'secrets.webhook': 'webhook {name}',
  'secrets.answers': 'answers for {name}',
  'secrets.hints': 'hints of stock at {name}',
  'secrets.unreadable.hints':
    'The message cannot be judged: this server’s key does not open the secret of the facility. Put the key back, or make a new secret.',
  'secrets.unreadable':
    'Not sent: this server’s key does not open the secret. Put the key back, or make a new secret.',
  'secrets.unreadable.answers':
    'The answer cannot be judged: this server’s key does not open the secret of the facility. Put the key back, or make a new secret.',
} as const
