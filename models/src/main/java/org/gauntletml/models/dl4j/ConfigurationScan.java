package org.gauntletml.models.dl4j;

import java.util.Set;
import org.gauntletml.models.BadInput;
import org.gauntletml.models.NamedClasses;

/**
 * A first look at a configuration, before anything is made of it.
 *
 * @param isGraph whether it describes a {@code ComputationGraph}, else a {@code MultiLayerNetwork}
 */
record ConfigurationScan(boolean isGraph) {
  /**
   * @param who named in errors
   * @throws BadInput if this is no DL4J configuration or names a class of neither DL4J nor ND4J
   */
  static ConfigurationScan of(String who, byte[] json) {
    Set<String> top = NamedClasses.check(who, json);
    if (!top.contains("confs") && !top.contains("vertices")) {
      throw BadInput.of(who, "a Deeplearning4j configuration", "JSON with the fields " + top);
    }
    return new ConfigurationScan(top.contains("vertices"));
  }
}
