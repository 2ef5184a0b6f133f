/** Inventory systems, and whether anything is delivered to them. */
export const deliveries = {
  'console.backends.pause': 'Pause deliveries to {name}',
  'console.backends.pause.title': 'Pause deliveries to {name}?',
  'console.backends.pause.words':
    'What is approved waits here, in its order, until somebody resumes. What is under way now is finished first.',
  'console.backends.pause.serves': 'It keeps the books of {facilities}.',
  'console.backends.pause.action': 'Pause deliveries',
  'console.backends.pause.done': 'Deliveries to {name} are paused',
  'console.backends.paused': 'Deliveries to {name} are paused',
  'console.backends.pausedBy': '{person}, since',
  'console.backends.waiting':
    '{n, plural, =0 {Nothing waits for it.} one {One delivery waits for it.} other {# deliveries wait for it.}}',
  'console.backends.resume': 'Resume',
  'console.backends.resumeNamed': 'Resume deliveries to {name}',
  'console.backends.resume.title': 'Resume deliveries to {name}?',
  'console.backends.resume.words': 'What waits is delivered in its order, beginning at once.',
  'console.backends.resume.action': 'Resume deliveries',
  'console.backends.resume.done': 'Deliveries to {name} are resumed',
} as const
