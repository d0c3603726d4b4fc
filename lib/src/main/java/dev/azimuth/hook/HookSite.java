package dev.azimuth.hook;

/**
 * What an intervention is told about the place it acts on.
 *
 * @param name where in the model
 * @param tokens what the pass reads
 */
public record HookSite(HookName name, PassTokens tokens) {}
