@NullMarked
package org.gauntletml.harness.report;

import org.jspecify.annotations.NullMarked;
