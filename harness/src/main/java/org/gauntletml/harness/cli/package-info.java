/**
 * The command line: one class per command, and what they share to read options, to talk to a person
 * and to leave files behind.
 */
@NullMarked
package org.gauntletml.harness.cli;

import org.jspecify.annotations.NullMarked;
