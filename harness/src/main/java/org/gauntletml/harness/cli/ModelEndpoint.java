package org.gauntletml.harness.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gauntletml.models.InputSpec;
import org.gauntletml.models.WrappedModel;
import org.gauntletml.models.http.Endpoint;
import org.gauntletml.models.http.HttpOptions;
import org.gauntletml.models.http.RemoteNetwork;
import org.gauntletml.models.wrapping.ImportOptions;

/** A model behind an HTTP endpoint. */
record ModelEndpoint(RemoteNetwork network) implements ModelOrigin, ModelSource {
  /**
   * Asks it what it is.
   *
   * @throws org.gauntletml.models.BadInput if it is no model
   * @throws org.gauntletml.models.NoAnswer if it cannot be reached
   */
  static ModelEndpoint open(Endpoint endpoint, HttpOptions options) {
    return new ModelEndpoint(RemoteNetwork.open(endpoint, options));
  }

  @Override
  public String name() {
    return network.endpoint().model();
  }

  @Override
  public String address() {
    return network.endpoint().toString();
  }

  @Override
  public ModelSource source() {
    return this;
  }

  @Override
  public Map<String, String> identity() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("endpoint", network.endpoint().toString());
    facts.put("version", network.version().isEmpty() ? "not told" : network.version());
    return facts;
  }

  @Override
  public Optional<List<Long>> inputShape(ImportOptions options) {
    return network.inputShape(options.layout());
  }

  @Override
  public WrappedModel wrap(InputSpec input, ImportOptions options) {
    return network.model(input, options);
  }
}
