/**
 * What a finished evaluation looks like: a table on the console, and a folder with an HTML page, a
 * JSON file, a row per example and attack, and the adversarial examples themselves.
 */
@NullMarked
package org.gauntletml.harness.report;

import org.jspecify.annotations.NullMarked;
