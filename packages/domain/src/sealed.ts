declare const sealed: unique symbol

/** A secret as it may be kept: encrypted. What is a plain text cannot be put where one of these is asked for. */
export type Sealed = string & { readonly [sealed]: true }
