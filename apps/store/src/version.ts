/** Stands in every captured event and every push: which version of the app wrote it. */
export const APP_VERSION = '0.1.0'
