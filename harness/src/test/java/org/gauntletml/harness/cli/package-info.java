@NullMarked
package org.gauntletml.harness.cli;

import org.jspecify.annotations.NullMarked;
