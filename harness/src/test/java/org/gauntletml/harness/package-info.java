@NullMarked
package org.gauntletml.harness;

import org.jspecify.annotations.NullMarked;
