/** What the server sends and accepts: written by `make types` from the server's schemas. */

/**
 * Units: what hidden units answer to.
 */
export type UnitsFacts = UnitMaps | UnitPictures;
export type ClientMessage = Run | Ack | Stop | Look | Map | Ping;
export type ExperimentOrNull = Experiment | null;
export type ServerMessage =
  Hello | Started | Landscape | Chart | Regime | Queue | Question | Done | Error | Pong;

/**
 * The facts of each analysis, by its name.
 */
export interface Analyses {
  quantities: QuantitiesResponse;
  step_breakdowns: StepBreakdownResponse;
  curvature: CurvatureResponse;
  costs: CostsResponse;
  multi_runs: MultiRunResponse;
  sweeps: SweepResponse;
}
/**
 * Quantities response: the measured facts.
 */
export interface QuantitiesResponse {
  /**
   * The requested step, or the racer's last one if it ended before.
   */
  step: number;
  quantities: QuantityFacts;
}
export interface QuantityFacts {
  boundary?: BoundaryFacts | Unavailable;
  units?: UnitsFacts | Unavailable;
  layer_gradients?: LayerGradientsFacts | Unavailable;
  sharpness?: SharpnessFacts | Unavailable;
  learning?: LearningFacts | Unavailable;
  gradient_noise?: GradientNoiseFacts | Unavailable;
  links?: WeightGraphFacts | Unavailable;
  activations?: ActivationsFacts | Unavailable;
  backpropagation?: BackpropagationFacts | Unavailable;
  roughness?: RoughnessFacts | Unavailable;
  plane?: PlaneFidelityFacts | Unavailable;
}
/**
 * Boundary: predictions over the inputs, and the data.
 */
export interface BoundaryFacts {
  classes: number | null;
  /**
   * Coordinates of the training samples, axis by axis.
   */
  points: (number | null)[][];
  labels: (number | null)[];
  /**
   * Accuracy; null without classes.
   */
  right: number | null;
  test_points: (number | null)[][];
  test_labels: (number | null)[];
  test_right: number | null;
  x: number[];
  /**
   * Null if inputs are one number.
   */
  y: number[] | null;
  /**
   * Predicted class or value: one for each x, or rows over y.
   */
  answer: (number | null)[] | (number | null)[][];
  /**
   * Share of the predicted class; null without classes.
   */
  share: (number | null)[][] | null;
}
/**
 * Unavailable quantity: why it cannot be measured here, in a sentence.
 */
export interface Unavailable {
  lacks: string;
}
/**
 * Units of a network with two inputs.
 */
export interface UnitMaps {
  kind: "maps";
  /**
   * Lowest and highest value.
   */
  x: number[];
  y: number[];
  layers: MapLayer[];
}
/**
 * Outputs of one layer's units over the two inputs.
 */
export interface MapLayer {
  layer: number;
  units: number;
  /**
   * Largest absolute output of each unit.
   */
  most: (number | null)[];
  /**
   * Outputs of each unit, divided by it.
   */
  maps: (number | null)[][][];
}
/**
 * Units of a network whose inputs are grey images.
 */
export interface UnitPictures {
  kind: "pictures";
  layers: PictureLayer[];
}
/**
 * Images to which one layer's units answer most.
 */
export interface PictureLayer {
  layer: number;
  units: number;
  /**
   * Weights of the first layer as images.
   */
  filters: (number | null)[][][] | null;
  /**
   * Images of each unit, the strongest first.
   */
  best: (number | null)[][][][];
  /**
   * Their indices.
   */
  samples: number[][];
}
/**
 * Layer gradients: norms of the gradient and of the weights, layer by layer.
 */
export interface LayerGradientsFacts {
  layers: string[];
  shapes: number[][];
  gradient: (number | null)[];
  weight: (number | null)[];
  /**
   * First gradient over last; null where the last is zero.
   */
  ratio: number | null;
  /**
   * Whether gradients and weights are finite numbers; null stands for one that is not.
   */
  finite: boolean;
}
/**
 * Sharpness: largest curvature, and the largest that the step's settings allow.
 */
export interface SharpnessFacts {
  sharpness: number | null;
  lr: number | null;
  bearable: number | null;
}
/**
 * Learning: loss and accuracy at each measured step.
 *
 * A loss is null where there is no such data (``test_samples`` is 0), else where it is no finite number; an
 * accuracy also where there are no classes.
 */
export interface LearningFacts {
  steps: number[];
  /**
   * Number of samples kept back, at each of these steps.
   */
  test_samples: number[];
  train_loss: (number | null)[];
  train_accuracy: (number | null)[];
  test_loss: (number | null)[];
  test_accuracy: (number | null)[];
}
/**
 * Gradient noise: gradients of batches around that of the whole set.
 */
export interface GradientNoiseFacts {
  batch_size: number;
  /**
   * Whether that is the experiment's own batch size.
   */
  own: boolean;
  /**
   * Norm of the whole set's gradient.
   */
  length: number | null;
  /**
   * Part of each batch's gradient along it.
   */
  along: (number | null)[];
  /**
   * Part in the direction across it in which they differ most.
   */
  across: (number | null)[];
  /**
   * Root mean square distance of a batch's gradient from it.
   */
  spread: number | null;
  /**
   * Null if the whole set's gradient is zero.
   */
  noise_scale: number | null;
  /**
   * Standard error of the noise scale, where it is estimated from the batches: batch normalization by the batch's own statistics gives a single sample no gradient. Null if it is exact.
   */
  noise_scale_error: number | null;
}
/**
 * Weight graph: weights as links between columns of units.
 */
export interface WeightGraphFacts {
  /**
   * Units of each column, the inputs first.
   */
  units: number[];
  /**
   * Weights of each layer: (units, units before).
   */
  layers: (number | null)[][][];
}
/**
 * Activations: outputs of the hidden layers.
 */
export interface ActivationsFacts {
  layers: ActivationLayer[];
}
/**
 * Histogram of one layer's outputs.
 */
export interface ActivationLayer {
  units: number;
  edges: (number | null)[];
  /**
   * Shares of the outputs between two edges.
   */
  counts: (number | null)[];
  mean: number | null;
  deviation: number | null;
  /**
   * Share of dead units or of saturated outputs.
   */
  idle: number;
  /**
   * What is wrong with them; empty if nothing can be.
   */
  word: string;
}
/**
 * Backpropagation: one training step through the layers.
 */
export interface BackpropagationFacts {
  layers: PassLayer[];
  loss: number | null;
  /**
   * Loss of the same batch after the step.
   */
  loss_after: number | null;
  batch_size: number;
  lr: number | null;
}
/**
 * One layer in a forward and backward pass; lists are cropped, and lengths are norms.
 */
export interface PassLayer {
  name: string;
  units: number;
  /**
   * Units of the layer before.
   */
  before: number;
  weight: number | null;
  gradient: number | null;
  /**
   * Null after the last step.
   */
  update: number | null;
  /**
   * Root mean square of its sums; null if they are not known.
   */
  signal: number | null;
  sums: (number | null)[] | null;
  errors: (number | null)[] | null;
  weights: (number | null)[][];
  gradients: (number | null)[][];
  updates: (number | null)[][] | null;
}
/**
 * Roughness: the loss along rays in the plane.
 */
export interface RoughnessFacts {
  /**
   * Grid points lower than their eight neighbors.
   */
  minima: number;
  /**
   * Share of the plane with a negative curvature.
   */
  negative: number;
  /**
   * The same of its inner half.
   */
  negative_inside: number;
  /**
   * Length of the rays.
   */
  radius: number;
  /**
   * Losses along each ray, from the origin outwards.
   */
  rays: (number | null)[][];
  /**
   * Whether the loss falls again along the ray.
   */
  falling: boolean[];
}
/**
 * Plane fidelity: what the plane shows of the path.
 */
export interface PlaneFidelityFacts {
  /**
   * Share of the path's variance that lies in the plane.
   */
  explained_variance: number | null;
  /**
   * Distance of the weights from the plane.
   */
  off_plane: number | null;
  loss: number | null;
  /**
   * Loss at the nearest point of the plane.
   */
  loss_beneath: number | null;
}
/**
 * Step breakdown response: the terms of a step in order; the values of the last are the next weights.
 */
export interface StepBreakdownResponse {
  /**
   * The point before the step: the requested one, or the last that has a step.
   */
  step: number;
  /**
   * Names of a network's weight tensors; empty on surfaces.
   */
  tensors: string[];
  tensor: number;
  /**
   * Names of the shown weights.
   */
  weights: string[];
  parts: StepTermResponse[];
}
/**
 * Step term: one equation of the update rule.
 */
export interface StepTermResponse {
  /**
   * Left-hand side, as LaTeX.
   */
  symbol: string;
  title: string;
  sentence: string;
  /**
   * Right-hand side in symbols, as LaTeX.
   */
  formula: string;
  /**
   * Right-hand side with numbers, for each shown weight.
   */
  numbers: string[];
  /**
   * Value in the real optimizer, for each shown weight.
   */
  values: (number | null)[];
  /**
   * 1 if the weights move along it, -1 if against it, else 0.
   */
  direction: number;
}
/**
 * Curvature response: the loss around a point, to second order.
 */
export interface CurvatureResponse {
  step: number;
  x: number;
  y: number;
  loss: number;
  gradient: number[];
  hessian: number[][];
  /**
   * minimum, maximum, saddle, valley, ridge or flat, by the curvatures' signs; or kink, where the slope jumps and there is no curvature.
   */
  kind: string;
  /**
   * Whether the stationary point of the quadratic fit is close to this point.
   */
  at_rest: boolean;
  sentence: string;
  /**
   * Stationary point of the quadratic fit; null if there is none.
   */
  stationary: number[] | null;
  /**
   * Learning rate; null if the optimizer has none.
   */
  lr: number | null;
  /**
   * Principal directions, largest curvature first.
   */
  directions: Direction[];
  /**
   * Learning rate above which the optimizer diverges here; null if no rule is known.
   */
  limit: number | null;
  /**
   * Curvature over all weights of a network with more than two. Its gradient, Hessian and directions above are those of the loss in the plane.
   */
  space: Space | null;
  /**
   * For SGD with gradient noise near a minimum: half axes of the ellipse that contains a `share` of the points; else null.
   */
  noise: NoiseEllipse | null;
}
/**
 * Principal direction: an eigenvector of the Hessian in the plane, with its curvature.
 */
export interface Direction {
  /**
   * Eigenvalue of the Hessian.
   */
  curvature: number;
  /**
   * Unit eigenvector.
   */
  vector: number[];
  /**
   * How SGD moves along it: straight, zigzag, over_damped, critically_damped, under_damped or divergent. Null for other optimizers, and where the curvature is not positive.
   */
  regime: string | null;
  /**
   * Factor by which one step of SGD multiplies the distance; null like `regime`.
   */
  rate: number | null;
}
/**
 * Curvature over all weights of a network, not only in the plane.
 */
export interface Space {
  weights: number;
  /**
   * Length of the gradient.
   */
  slope: number;
  /**
   * The two with the largest curvature, then the one with the lowest.
   */
  directions: WeightDirection[];
}
/**
 * Weight direction: an eigenvector of the Hessian over all weights, with its curvature.
 */
export interface WeightDirection {
  curvature: number;
  /**
   * Share of the eigenvector that lies in the plane, from 0 to 1.
   */
  share: number;
  regime: string | null;
  rate: number | null;
}
/**
 * Noise ellipse: where gradient noise keeps SGD around a minimum.
 */
export interface NoiseEllipse {
  /**
   * Half axes.
   */
  axes: number[][];
  /**
   * Share of the points within it.
   */
  share: number;
}
/**
 * Costs response: a measurement, which differs between servers and a little between calls.
 */
export interface CostsResponse {
  racers: Cost[];
}
/**
 * Cost of one racer: processor time per gradient evaluation.
 */
export interface Cost {
  /**
   * Processor time of a gradient evaluation, with its share of the step; null if the racer cannot take a step.
   */
  seconds: number | null;
}
/**
 * Multi-run response: quantiles of the loss, and the paths.
 */
export interface MultiRunResponse {
  kind: "starts" | "seeds";
  balls: number;
  /**
   * Number of runs that diverged.
   */
  diverged: number;
  /**
   * Steps of the points in the response: of a long run only every second, third, ...
   */
  points: number[];
  quantiles: Quantiles;
  /**
   * For each run, x and y at these points, in single precision; the first run is the racer's own. Empty for networks.
   */
  paths: (number | null)[][][];
}
/**
 * Quantiles of the runs' losses at each point. A run that has diverged counts as infinite: null.
 */
export interface Quantiles {
  least: (number | null)[];
  lower: (number | null)[];
  median: (number | null)[];
  upper: (number | null)[];
  most: (number | null)[];
}
/**
 * Sweep response: the last loss at many learning rates.
 */
export interface SweepResponse {
  racer: number;
  steps: number;
  lr: number[];
  /**
   * Loss after all steps; null where the run diverged.
   */
  loss: (number | null)[];
  /**
   * 1 where the run diverged or ends higher than it began.
   */
  failed: number[];
  /**
   * Loss at the start; null if it is not finite.
   */
  first: number | null;
  /**
   * Index of the learning rate with the lowest loss; among equal ones, of the fastest.
   */
  best: number | null;
  /**
   * Step from which on the loss of the best run stays as low.
   */
  reached: number | null;
  /**
   * Lowest learning rate above the best one at which the run fails.
   */
  edge: number | null;
}
/**
 * All points up to ``step`` have arrived.
 */
export interface Ack {
  type: "ack";
  run: number;
  step: number;
}
/**
 * Analysis entry: a question about a run; the models of its request and facts are in this document.
 */
export interface AnalysisEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Path below `/api/v1/`.
   */
  path: string;
}
/**
 * Point in weight space: the weights of a racer at a step.
 */
export interface At {
  experiment: Experiment;
  racer?: number;
  step?: number;
}
/**
 * Everything that determines a run: problem, racers, number of steps, seed, edits and plane.
 */
export interface Experiment {
  problem: SurfaceSpec | FormulaSpec | NetworkSpec;
  racers: Racer[];
  steps?: number;
  seed?: number;
  edits?: Edit[];
  plane?: Choice | null;
}
/**
 * A test surface of the catalog. ``start`` defaults to the start of the surface.
 */
export interface SurfaceSpec {
  kind: "surface";
  surface: Choice;
  start?: [number, number] | null;
  /**
   * Standard deviation of Gaussian gradient noise.
   */
  noise?: number;
}
/**
 * An entry of the catalog, and values of its parameters; others have their defaults.
 */
export interface Choice {
  name: string;
  params?: {
    /**
     * Learning rate, if it has one.
     */
    lr?: number;
    [k: string]: unknown;
  };
}
/**
 * A surface that the user typed as a formula in x and y.
 */
export interface FormulaSpec {
  kind: "formula";
  expression: string;
  /**
   * @minItems 2
   * @maxItems 2
   */
  domain?: [[number, number], [number, number]];
  start?: [number, number] | null;
  /**
   * Standard deviation of Gaussian gradient noise.
   */
  noise?: number;
}
/**
 * A network problem: a model, its dataset, its loss and the initializer of its weights.
 */
export interface NetworkSpec {
  kind: "network";
  model: Choice;
  dataset: Choice;
  loss?: Choice | null;
  initializer?: Choice | null;
  /**
   * Another number draws other initial weights; data, batches and noise stay.
   */
  weights_draw?: number;
  /**
   * Samples per step; null is the whole set.
   */
  batch_size?: number | null;
  start?: [number, number] | null;
  /**
   * Factor of the sum of all weights' magnitudes, which is added to the loss that the optimizer sees. The landscape and the reported loss leave it out.
   */
  l1?: number;
  /**
   * Stop a racer after this many checks of the test loss, one every 10 steps, without a new lowest value; null never stops it.
   */
  early_stopping?: number | null;
  /**
   * Interval, in points, at which the loss on the whole training set is measured; it is also measured at the last point. Points between repeat the value before. A larger one is faster.
   */
  measure_every?: number;
}
/**
 * One racer: an optimizer with its parameters and its learning-rate schedule.
 */
export interface Racer {
  label?: string | null;
  optimizer: Choice;
  schedule?: Choice;
}
/**
 * A live change: sets parameters of one racer, or answers a question that a racer asks.
 *
 * It is in force from the step that leaves point ``step`` on.
 */
export interface Edit {
  step: number;
  /**
   * Number of the racer; an answer without it is for every racer that asks at this step.
   */
  racer?: number | null;
  set?: {
    [k: string]: unknown;
  };
  answer?: {
    [k: string]: boolean | number | string;
  } | null;
}
/**
 * One side of a map: a coordinate of the start, or a parameter of the optimizer.
 */
export interface Axis {
  /**
   * x and y are the start's; betas are beta1 and beta2.
   */
  parameter:
    | "x"
    | "y"
    | "lr"
    | "momentum"
    | "dampening"
    | "weight_decay"
    | "beta1"
    | "beta2"
    | "alpha"
    | "rho"
    | "eps"
    | "lr_decay"
    | "momentum_decay"
    | "lambd"
    | "t0"
    | "etaminus"
    | "etaplus";
  /**
   * Value of the first line.
   */
  low: number;
  /**
   * Value of the last line; above low.
   */
  high: number;
  /**
   * How values lie between: log, or one_minus_log (logarithmic in 1 - value).
   */
  scale?: "linear" | "log" | "one_minus_log";
}
/**
 * Catalog: every item to choose, in the order of the menus.
 */
export interface Catalog {
  surfaces: SurfaceEntry[];
  optimizers: OptimizerEntry[];
  schedules: ScheduleEntry[];
  models: ModelEntry[];
  datasets: DatasetEntry[];
  initializers: PlainEntry[];
  losses: LossEntry[];
  activations: PlainEntry[];
  normalizations: PlainEntry[];
  planes: PlaneEntry[];
  quantities: PlainEntry[];
  presets: Preset[];
  analyses: AnalysisEntry[];
  /**
   * The losses that fit a model and a dataset, by name; the default is first.
   */
  pairings: {
    [k: string]: {
      [k: string]: string[];
    };
  };
  opening: Experiment;
  /**
   * Methods that the page suggests for new racers, the first one first.
   */
  usual_methods: string[];
  bounds: CatalogBounds;
  /**
   * Encodings of a user's own table, with their titles.
   */
  encodings: {
    [k: string]: string;
  };
  defaults: CatalogDefaults;
  /**
   * Columns of a trajectory, in their order.
   */
  columns: string[];
  /**
   * Settings of a network that an edit can change, with their JSON pointers.
   */
  network_edits: {
    [k: string]: string;
  };
  /**
   * Each kind of problem, by its name.
   */
  problem_kinds: {
    [k: string]: ProblemKind;
  };
  /**
   * The plane of a network whose experiment sets no plane.
   */
  default_plane: string;
  /**
   * Labels of parameters and choices whose names need an explanation.
   */
  labels: {
    [k: string]: string;
  };
  /**
   * What is wrong with a number, by the type or keyword of JSON Schema that it breaks.
   */
  number_sentences: {
    [k: string]: string;
  };
  map_parameters: MapParameters;
  /**
   * Groups of the surface menu.
   */
  surface_groups: SurfaceGroup[];
}
/**
 * Surface: a loss as a function of x and y.
 */
export interface SurfaceEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Formula as LaTeX; null if the entry has none.
   */
  formula: string | null;
  reference: string;
  params: ParamsSchema;
  /**
   * @minItems 2
   * @maxItems 2
   */
  domain: [[number, number], [number, number]];
  /**
   * x, y and loss of each.
   */
  minima: [number, number, number][];
  /**
   * @minItems 2
   * @maxItems 2
   */
  start: [number, number];
  log_scale: boolean;
  kind: string;
  /**
   * Largest curvature at any of its minima, if each has one.
   */
  sharpness: number | null;
  /**
   * By the names of methods.
   */
  learning_rates: {
    [k: string]: CatalogRate;
  };
}
/**
 * JSON Schema of an entry's parameters.
 */
export interface ParamsSchema {
  type: "object";
  properties: {
    [k: string]: ParamSchema;
  };
}
export interface ParamSchema {
  type?: string;
  title?: string;
  description?: string;
  default?: unknown;
  enum?: (string | number | null)[];
  const?: unknown;
  anyOf?: ParamSchema[];
  items?: ParamSchema;
  prefixItems?: ParamSchema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  /**
   * Scale of its slider.
   */
  "x-scale"?: "linear" | "log" | "one_minus_log";
  /**
   * Ends of its slider; the hard limits are wider.
   *
   * @minItems 2
   * @maxItems 2
   */
  "x-soft"?: [number, number];
  /**
   * Step of its slider.
   */
  "x-step"?: number;
  /**
   * Symbol as LaTeX.
   */
  "x-symbol"?: string;
  /**
   * Label, if the name is not clear by itself.
   */
  "x-label"?: string;
  /**
   * Labels of its choices.
   */
  "x-labels"?: {
    [k: string]: string;
  };
  /**
   * Whether an edit can set it during a run.
   */
  "x-live"?: boolean;
  /**
   * The values of another parameter with which this one has no effect.
   */
  "x-idle"?: {
    [k: string]: unknown[];
  };
}
/**
 * Learning rate of a method on a surface: one that is good to watch, and the fastest.
 */
export interface CatalogRate {
  show: number;
  fast: number;
  /**
   * Whether the rates are measured; otherwise they are estimated.
   */
  measured: boolean;
}
/**
 * Optimizer: a method, and what it needs.
 */
export interface OptimizerEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Formula as LaTeX; null if the entry has none.
   */
  formula: string | null;
  reference: string;
  params: ParamsSchema;
  presets: Preset[];
  /**
   * Parameters that an edit can set during a run.
   */
  live: string[];
  family: string;
  /**
   * What it asks of a problem.
   */
  needs: string[];
  has_rate: boolean;
  max_weights: number | null;
  /**
   * Parameters that are lengths, as shares of the diagonal of the domain.
   */
  lengths: {
    [k: string]: number;
  };
  /**
   * Evaluations of the loss in one step.
   */
  evaluations: number | "several";
  matrices_only: boolean;
  stability: Stability | null;
  decay: DecayFacts;
  /**
   * Its usual learning rate on a network.
   */
  network_lr: number;
  network_lr_measured: boolean;
}
/**
 * Preset: an optimizer with settings that have a name of their own, such as momentum.
 */
export interface Preset {
  name: string;
  title: string;
  summary: string;
  optimizer: string;
  params: {
    [k: string]: unknown;
  };
}
/**
 * Stability rule: the largest stable learning rate.
 *
 * An expression is a number, a name or [operator, a, b].
 */
export interface Stability {
  /**
   * The curvature that the optimizer sees.
   */
  curvature: number | string | unknown[];
  /**
   * Parameters that must stay below a value.
   */
  below: {
    [k: string]: number;
  };
  /**
   * The first whose condition is met holds.
   */
  cases: StabilityCase[];
}
/**
 * Case of a stability rule: parameters that are on or off, and the limit if they are.
 */
export interface StabilityCase {
  when: {
    [k: string]: boolean;
  };
  limit: number | string | unknown[];
}
/**
 * Decay: what weight decay does to what an optimizer descends.
 */
export interface DecayFacts {
  /**
   * Parameters whose sum is the decay, where it has them.
   */
  names: string[];
  /**
   * Whether it shrinks the weights by themselves, or the parameter that says so. Otherwise the optimizer descends loss + decay / 2 |w|^2.
   */
  decoupled: boolean | string;
}
/**
 * Schedule: how the learning rate changes during a run.
 */
export interface ScheduleEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Formula as LaTeX; null if the entry has none.
   */
  formula: string | null;
  reference: string;
  params: ParamsSchema;
  /**
   * Sentences for who sets its values.
   */
  notes: string[];
}
/**
 * Model: a network.
 */
export interface ModelEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Formula as LaTeX; null if the entry has none.
   */
  formula: string | null;
  reference: string;
  params: ParamsSchema;
  tasks: string[];
  features: number | null;
  forms: string[];
  symbols: boolean;
  /**
   * The dataset that it starts with.
   */
  dataset: string;
  batch_size: number | null;
  outputs: number | null;
  /**
   * Number of weights, if it does not depend on the data.
   */
  weights: number | null;
  start: [number, number] | null;
}
/**
 * Dataset: samples and their targets.
 */
export interface DatasetEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Formula as LaTeX; null if the entry has none.
   */
  formula: string | null;
  reference: string;
  params: ParamsSchema;
  task: string;
  features: number;
  form: string;
  shape: number[];
  vocabulary: number | null;
  classes: number | null;
  /**
   * Number of samples with the default parameters.
   */
  size: number;
}
/**
 * Entry of a family without fields of its own.
 */
export interface PlainEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Formula as LaTeX; null if the entry has none.
   */
  formula: string | null;
  reference: string;
  params: ParamsSchema;
}
/**
 * Loss of a network.
 */
export interface LossEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Formula as LaTeX; null if the entry has none.
   */
  formula: string | null;
  reference: string;
  params: ParamsSchema;
  tasks: string[];
  classes: number | null;
}
/**
 * Plane: a rule that chooses the plane of a network's landscape.
 */
export interface PlaneEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Formula as LaTeX; null if the entry has none.
   */
  formula: string | null;
  reference: string;
  params: ParamsSchema;
  follows: PlanePath[];
}
/**
 * Path that a plane follows with these parameters, if any.
 */
export interface PlanePath {
  params: {
    [k: string]: unknown;
  };
  path: ("proxy" | "racers") | null;
}
/**
 * Bounds: lowest and highest value of an experiment's numbers.
 */
export interface CatalogBounds {
  /**
   * @minItems 2
   * @maxItems 2
   */
  racers: [number, number];
  /**
   * @minItems 2
   * @maxItems 2
   */
  steps: [number, number];
  /**
   * @minItems 2
   * @maxItems 2
   */
  seed: [number, number];
  /**
   * Points that a person draws.
   *
   * @minItems 2
   * @maxItems 2
   */
  points: [number, number];
  /**
   * Classes of these points.
   *
   * @minItems 2
   * @maxItems 2
   */
  point_classes: [number, number];
  /**
   * Bytes of a person's own table.
   *
   * @minItems 2
   * @maxItems 2
   */
  table_bytes: [number, number];
}
/**
 * Defaults of an experiment that leaves these out.
 */
export interface CatalogDefaults {
  steps: number;
  seed: number;
}
/**
 * Problem kind: what every problem of this kind is and has.
 */
export interface ProblemKind {
  /**
   * What it is called in sentences.
   */
  noun: string;
  /**
   * Its settings.
   */
  fields: string[];
  /**
   * Number of weights; null if it differs. Two are drawn exactly.
   */
  weights: number | null;
  /**
   * Whether it learns from samples, in batches.
   */
  has_data: boolean;
  /**
   * Whether it is a cheap function of two weights.
   */
  is_function: boolean;
  /**
   * Settings that an edit can change, with their JSON pointers in the experiment.
   */
  edits: {
    [k: string]: string;
  };
  /**
   * Settings on which its landscape does not depend.
   */
  not_in_landscape: string[];
  landscape_depends_on_seed: boolean;
  /**
   * Why no map is drawn of it; null if one is.
   */
  maps: string | null;
  /**
   * Why it has no quantities; null if it has.
   */
  quantities: string | null;
  /**
   * Why runs cannot begin at other starts; null if they can.
   */
  starts: string | null;
}
/**
 * Map parameters: how the axes of a map name the parameters of optimizers.
 */
export interface MapParameters {
  /**
   * Next to the learning rate, a map shows the first of these that the optimizer has.
   */
  second: string[];
  /**
   * Parameters that are pairs, with the names of their two numbers.
   */
  parts: {
    /**
     * @minItems 2
     * @maxItems 2
     */
    [k: string]: [string, string];
  };
}
/**
 * Surface group: a heading of the surface menu, and the kinds of surfaces under it.
 */
export interface SurfaceGroup {
  title: string;
  /**
   * A surface is in this group if its `kind` is one of these.
   */
  kinds: string[];
}
/**
 * Catalog entry: the response for one entry of any family, with the further fields of that family.
 */
export interface CatalogEntry {
  name: string;
  title: string;
  summary: string;
  /**
   * Formula as LaTeX; null if the entry has none.
   */
  formula: string | null;
  reference: string;
  params: ParamsSchema;
}
/**
 * A map begins; its parts follow as binary frames of kind 3, coarse to fine.
 */
export interface Chart {
  type: "map";
  map: number;
  id: string;
  kind: "basins" | "hyperparameters";
  racer: number;
  axes: ChartAxis[];
  x: number[];
  y: number[];
  minima: number[][];
  theory: MapTheory | null;
  columns: string[];
  parts: number;
}
/**
 * Axis of a map: a parameter and its scale.
 */
export interface ChartAxis {
  parameter: string;
  scale: string;
}
/**
 * Theory of SGD on a quadratic, to draw over a map of its learning rate and momentum.
 */
export interface MapTheory {
  curvatures: number[];
  kappa: number;
  /**
   * Names of the codes in the column `regime`.
   */
  regimes: string[];
  optimum: MapOptimum | null;
  lines: MapLines;
}
/**
 * Optimum of a quadratic under SGD, and the factor by which its steps multiply the distance.
 */
export interface MapOptimum {
  lr: number;
  momentum: number;
  rate: number;
}
/**
 * Lines over a map: learning rates for each momentum.
 */
export interface MapLines {
  momentum: number[];
  /**
   * The rate above which a run diverges.
   */
  stability: (number | null)[];
  /**
   * The rate above which it oscillates, in the flattest direction first.
   */
  critical: (number | null)[][];
  /**
   * The rate above which it changes sides at every step, in the flattest direction first.
   */
  zigzag: (number | null)[][];
}
/**
 * Checked experiment: it has every default filled in.
 */
export interface CheckedExperiment {
  /**
   * Hash of the experiment and the engine's version; equal ids mean equal results.
   */
  id: string;
  experiment: CompletedExperiment;
  /**
   * Whether the experiment is saved, at `short_url`.
   */
  saved: boolean;
  /**
   * Path of the page that shows the experiment, on this server.
   */
  url: string;
  /**
   * Path of the page to show in an iframe.
   */
  embed_url: string;
  /**
   * Short path of that page; null if the experiment is not saved. What an earlier version saved keeps its path, and has another `id` now.
   */
  short_url: string | null;
}
/**
 * Everything that determines a run: problem, racers, number of steps, seed, edits and plane.
 */
export interface CompletedExperiment {
  problem: CompletedSurfaceSpec | CompletedFormulaSpec | CompletedNetworkSpec;
  racers: CompletedRacer[];
  steps: number;
  seed: number;
  edits: CompletedEdit[];
  plane: CompletedChoice | null;
}
/**
 * A test surface of the catalog. ``start`` defaults to the start of the surface.
 */
export interface CompletedSurfaceSpec {
  kind: "surface";
  surface: CompletedChoice;
  start: [number, number] | null;
  /**
   * Standard deviation of Gaussian gradient noise.
   */
  noise: number;
}
/**
 * An entry of the catalog, and values of its parameters; others have their defaults.
 */
export interface CompletedChoice {
  name: string;
  params: {
    /**
     * Learning rate, if it has one.
     */
    lr?: number;
    [k: string]: unknown;
  };
}
/**
 * A surface that the user typed as a formula in x and y.
 */
export interface CompletedFormulaSpec {
  kind: "formula";
  expression: string;
  /**
   * @minItems 2
   * @maxItems 2
   */
  domain: [[number, number], [number, number]];
  start: [number, number] | null;
  /**
   * Standard deviation of Gaussian gradient noise.
   */
  noise: number;
}
/**
 * A network problem: a model, its dataset, its loss and the initializer of its weights.
 */
export interface CompletedNetworkSpec {
  kind: "network";
  model: CompletedChoice;
  dataset: CompletedChoice;
  loss: CompletedChoice | null;
  initializer: CompletedChoice | null;
  /**
   * Another number draws other initial weights; data, batches and noise stay.
   */
  weights_draw: number;
  /**
   * Samples per step; null is the whole set.
   */
  batch_size: number | null;
  start: [number, number] | null;
  /**
   * Factor of the sum of all weights' magnitudes, which is added to the loss that the optimizer sees. The landscape and the reported loss leave it out.
   */
  l1: number;
  /**
   * Stop a racer after this many checks of the test loss, one every 10 steps, without a new lowest value; null never stops it.
   */
  early_stopping: number | null;
  /**
   * Interval, in points, at which the loss on the whole training set is measured; it is also measured at the last point. Points between repeat the value before. A larger one is faster.
   */
  measure_every: number;
}
/**
 * One racer: an optimizer with its parameters and its learning-rate schedule.
 */
export interface CompletedRacer {
  label: string | null;
  optimizer: CompletedChoice;
  schedule: CompletedChoice;
}
/**
 * A live change: sets parameters of one racer, or answers a question that a racer asks.
 *
 * It is in force from the step that leaves point ``step`` on.
 */
export interface CompletedEdit {
  step: number;
  /**
   * Number of the racer; an answer without it is for every racer that asks at this step.
   */
  racer: number | null;
  set: {
    [k: string]: unknown;
  };
  answer: {
    [k: string]: boolean | number | string;
  } | null;
}
/**
 * Stream this experiment's points from ``from_step`` on; ends the run that was streamed before.
 */
export interface Run {
  type: "run";
  run: number;
  experiment: Experiment;
  from_step?: number;
  landscape?: LandscapeOptions | null;
}
/**
 * Landscape options: grid points along each side, and the domain; without one, that of the problem.
 *
 * With ``aspect``, width over height of a frame, that domain is widened to fill the frame.
 */
export interface LandscapeOptions {
  /**
   * The rectangle to compute: [[x_low, x_high], [y_low, y_high]].
   */
  domain?: [[number, number], [number, number]] | null;
  /**
   * Width over height of the frame: where the domain is much wider or higher, it is widened along the other axis, unless lower or undefined places would come into the picture.
   */
  aspect?: number | null;
  resolution?: number;
}
/**
 * Stop the stream of this run and of its landscape.
 */
export interface Stop {
  type: "stop";
  run: number;
}
/**
 * Stream another landscape of the current run, in place of the one that is being sent.
 *
 * With ``at``, it is on the plane through these weights that is parallel to the experiment's plane; with
 * ``batch`` as well, it is the loss of the mini-batch alone that the step from there uses. Without ``at``,
 * or if the problem has two weights, it is the experiment's own landscape, and ``batch`` has no effect.
 * With ``penalty``, what weight decay or L1 descends besides is added to the loss. ``aspect`` is that of
 * ``LandscapeOptions``.
 */
export interface Look {
  type: "look";
  run: number;
  at?: RequestedPosition | null;
  resolution?: number;
  batch?: boolean;
  penalty?: Penalty | null;
  aspect?: number | null;
}
/**
 * Requested position: field ``at`` of ``Look``, the racer and step whose weights the plane contains.
 */
export interface RequestedPosition {
  racer: number;
  step: number;
}
/**
 * Penalty on weights: weight_decay / 2 times their squares, plus l1 times their magnitudes.
 */
export interface Penalty {
  weight_decay?: number;
  l1?: number;
}
/**
 * Stream this map; ends the map that was streamed before. Without a request, only end that one.
 */
export interface Map {
  type: "map";
  map: number;
  request?: MapRequest | null;
}
/**
 * A map of many balls: where starts lead, or what parameters do from one start.
 */
export interface MapRequest {
  experiment: Experiment;
  kind: "basins" | "hyperparameters";
  /**
   * Which racer's optimizer and schedule.
   */
  racer?: number;
  /**
   * The first runs across (x), the second up (y). Basins default to the domain; hyperparameters to the learning rate and the optimizer's memory.
   */
  axes?: [Axis, Axis] | null;
  /**
   * Lines on either axis.
   */
  resolution?: number;
}
/**
 * Ask for a ``pong``, to check that the connection works.
 */
export interface Ping {
  type: "ping";
}
/**
 * Column facts: what a column of a table holds.
 */
export interface ColumnFacts {
  name: string;
  kind: "numbers" | "words" | "empty";
  /**
   * Number of different values.
   */
  different: number;
  /**
   * Numbers that it gives to an input: one for each of several categories.
   */
  width: number;
  /**
   * Number of rows without a value.
   */
  gaps: number;
  /**
   * Why it cannot be an input; empty if it can.
   */
  unused: string;
}
/**
 * Costs request: the experiment whose racers are timed.
 */
export interface CostsRequest {
  experiment: Experiment;
}
/**
 * Curvature request: a point, and the racer whose settings are used.
 */
export interface CurvatureRequest {
  experiment: Experiment;
  racer?: number;
  /**
   * The step whose settings of the racer are used.
   */
  step?: number;
  /**
   * The point [x, y]; null takes the racer's position at this step.
   */
  place?: number[] | null;
}
/**
 * All points of the run are sent.
 */
export interface Done {
  type: "done";
  run: number;
  steps: number;
}
/**
 * A message cannot be carried out, or a run or map has failed; the connection stays open.
 */
export interface Error {
  type: "error";
  run: number | null;
  map?: number | null;
  problem: Problem;
}
/**
 * Problem: an error as RFC 9457 problem+json.
 */
export interface Problem {
  /**
   * Path of the page section that explains this problem.
   */
  type: string;
  title: string;
  status: number;
  /**
   * What is wrong and how to correct it, in a sentence.
   */
  detail: string;
  /**
   * The wrong fields; empty if the error is not in a field.
   */
  errors: FaultResponse[];
  /**
   * Seconds after which the same request may succeed, as the header Retry-After; left out where it would fail again.
   */
  retry_after?: number | null;
}
/**
 * Fault: one error in the request.
 */
export interface FaultResponse {
  /**
   * JSON pointer to the wrong value in the body.
   */
  pointer: string;
  detail: string;
}
/**
 * Example: a question, what to look for, and the experiment that answers the question.
 */
export interface Example {
  name: string;
  /**
   * The idea that it belongs to; ``order.json`` lists the groups.
   */
  group: string;
  title: string;
  question: string;
  look_for: string;
  experiment: Experiment;
  /**
   * Whether it takes about half a minute of CPU time.
   */
  long: boolean;
  beside: ExperimentOrNull;
  /**
   * Quantities to compare at the end of both experiments.
   */
  measure: string[];
}
/**
 * Gallery: its examples, in the order of the page.
 */
export interface Gallery {
  examples: Example[];
}
/**
 * Health: the state of the server in one word.
 */
export interface Health {
  status: string;
}
/**
 * First message of a connection: versions and limits.
 */
export interface Hello {
  type: "hello";
  protocol: number;
  version: string;
  limits: Limits;
}
/**
 * Every limit, as ``/api/v1/limits`` and the WebSocket's ``hello`` publish it.
 */
export interface Limits {
  /**
   * Steps of an experiment.
   */
  steps: number;
  /**
   * Racers of an experiment.
   */
  racers: number;
  /**
   * Edits of an experiment.
   */
  edits: number;
  /**
   * Characters of a formula.
   */
  expression: number;
  /**
   * Numbers, names and operators of a formula.
   */
  expression_parts: number;
  /**
   * Levels of brackets and functions of a formula.
   */
  expression_depth: number;
  /**
   * Steps x racers x parameters of an experiment.
   */
  work: number;
  /**
   * Points along each side of a landscape.
   */
  resolution: number;
  /**
   * Lines along each side of a map.
   */
  map_resolution: number;
  /**
   * Balls x steps of a map.
   */
  map_ball_steps: number;
  /**
   * Characters of the text of a QR code.
   */
  qr_characters: number;
  /**
   * Bytes of a request body or WebSocket message.
   */
  body_bytes: number;
  /**
   * Seconds that a REST computation may take.
   */
  request_seconds: number;
  /**
   * REST computations under way at once, of all clients.
   */
  requests: number;
  /**
   * REST computations under way at once for one network address.
   */
  requests_per_address: number;
  /**
   * WebSockets open at once.
   */
  connections: number;
  /**
   * WebSockets open at once from one network address; enough for a whole class.
   */
  connections_per_address: number;
  /**
   * Sustained rate of new WebSockets from one address, per second.
   */
  connections_per_second: number;
  /**
   * New WebSockets from one address at once, before that rate applies.
   */
  connection_burst: number;
  /**
   * Sustained rate of requests on one HTTP connection, per second.
   */
  requests_per_second: number;
  /**
   * Requests on one HTTP connection at once, before that rate applies.
   */
  request_burst: number;
  /**
   * Runs under way on one WebSocket; a new one replaces the former.
   */
  runs: number;
  /**
   * Runs that take turns at one worker; one more is refused.
   */
  runs_per_worker: number;
  /**
   * Number of saved experiments.
   */
  saved: number;
  /**
   * Size of all saved experiments in bytes.
   */
  saved_bytes: number;
  /**
   * New experiments that one network address may save per minute.
   */
  saves_per_minute: number;
  /**
   * Bytes of a table that is kept; a small one travels with its link.
   */
  table_bytes: number;
  /**
   * Rows of a table.
   */
  table_rows: number;
  /**
   * Number of kept tables.
   */
  kept: number;
  /**
   * Size of all kept tables in bytes, compressed.
   */
  kept_bytes: number;
  /**
   * Days after which a kept table that nobody has opened is deleted.
   */
  kept_days: number;
  /**
   * Days after which an experiment or table that was saved and never opened is deleted if there is no room for another.
   */
  unopened_days: number;
  /**
   * Points that are streamed ahead of the last acknowledged one.
   */
  window: number;
  /**
   * Sustained rate of messages on one WebSocket, per second.
   */
  messages_per_second: number;
  /**
   * Messages on one WebSocket at once, before that rate applies.
   */
  message_burst: number;
  /**
   * Seconds after which a WebSocket is closed whose client does not read.
   */
  send_seconds: number;
  /**
   * Seconds after which a WebSocket is closed on which no message arrives.
   */
  idle_seconds: number;
}
/**
 * One grid of a landscape, coarse to fine; a binary frame of kind 2 with its losses follows it.
 */
export interface Landscape {
  type: "landscape";
  run: number;
  x: number[];
  y: number[];
  log_scale: boolean;
  minima: number[][];
  domain: number[][];
  plane: PlaneFacts | null;
  exact: boolean;
  missing: number;
  final: boolean;
  at: Position | null;
  /**
   * What is added to the loss; null for nothing.
   */
  penalty: Penalty | null;
}
/**
 * Plane facts: the plane of a network's landscape; some planes have more of them.
 */
export interface PlaneFacts {
  weights: number;
  /**
   * Two shares of the variance of the paths that it follows.
   */
  explained_variance: number[] | null;
  /**
   * Of the two directions.
   */
  eigenvalues?: number[];
  /**
   * How far the loss rises above the straight line between both ends.
   */
  barrier?: number | null;
  /**
   * Whose running averages batch normalization uses: the end of a sentence, such as 'of the scout at step 300'.
   */
  statistics?: string;
  /**
   * Place of the weights through which the plane was moved.
   */
  through?: number[];
}
/**
 * Position: field ``at`` of ``Landscape``, the racer and step whose weights its plane contains.
 */
export interface Position {
  racer: number;
  step: number;
  /**
   * Whether the loss is that of the step's mini-batch instead of the whole set.
   */
  batch: boolean;
}
/**
 * Landscape request: the problem, the plane, the resolution and the domain.
 */
export interface LandscapeRequest {
  /**
   * The rectangle to compute: [[x_low, x_high], [y_low, y_high]].
   */
  domain?: [[number, number], [number, number]] | null;
  /**
   * Width over height of the frame: where the domain is much wider or higher, it is widened along the other axis, unless lower or undefined places would come into the picture.
   */
  aspect?: number | null;
  /**
   * The problem; by default that of the experiment under `at`.
   */
  problem?: (SurfaceSpec | FormulaSpec | NetworkSpec) | null;
  plane?: Choice | null;
  seed?: number;
  /**
   * Number of points along each side; see the limits.
   */
  resolution?: number;
  /**
   * Racers whose paths the plane follows, for planes that follow paths.
   */
  racers?: Racer[] | null;
  /**
   * Number of steps of these paths.
   */
  steps?: number;
  /**
   * Their live changes, as in an experiment.
   */
  edits?: Edit[];
  /**
   * The parallel plane through these weights. Coordinates stay as they are in the trajectory; `plane.through` has the place of these weights.
   */
  at?: At | null;
  /**
   * What is added for the size of the weights.
   */
  penalty?: Penalty | null;
}
/**
 * Landscape response: the loss on a grid.
 */
export interface LandscapeResponse {
  x: number[];
  y: number[];
  /**
   * z[i][j] is at (x[j], y[i]); null where not finite.
   */
  z: (number | null)[][];
  /**
   * Whether heights are best shown by their logarithm.
   */
  log_scale: boolean;
  domain: number[][];
  /**
   * Known minima inside the domain: [x, y, value].
   */
  minima: number[][];
  /**
   * Whether this is the whole weight space, not a plane through it.
   */
  exact: boolean;
  /**
   * Number of points whose loss is not finite.
   */
  missing: number;
  /**
   * Facts about the plane, such as its explained variance; null if `exact`.
   */
  plane: PlaneFacts | null;
}
/**
 * Map axis: the parameter that varies along one side of the map, and its scale.
 */
export interface MapAxis {
  parameter: string;
  scale: "linear" | "log" | "one_minus_log";
}
/**
 * Map cells: columns whose element [i][j] belongs to ``y[i]`` and ``x[j]``.
 */
export interface MapCells {
  /**
   * Index into `minima` of the minimum where the ball ends; -1: at none, -2: it diverged.
   */
  minimum: number[][];
  /**
   * Step since which the ball has been there; -1: it is at no minimum.
   */
  steps: number[][];
  /**
   * Loss at the last finite point.
   */
  loss: (number | null)[][];
  /**
   * Map of hyperparameters: factor by which one step multiplies the distance.
   */
  rate?: (number | null)[][] | null;
  /**
   * Map of hyperparameters: 1 where the ball diverged or ends higher than it began.
   */
  failed?: number[][] | null;
  /**
   * SGD on a quadratic: the rate from theory.
   */
  theory_rate?: (number | null)[][] | null;
  /**
   * SGD on a quadratic: index into `theory.regimes`.
   */
  regime?: number[][] | null;
}
/**
 * Map response: the result of many runs on a grid of two parameters.
 */
export interface MapResponse {
  id: string;
  kind: "basins" | "hyperparameters";
  racer: number;
  /**
   * The axis of `x`, then the axis of `y`.
   */
  axes: MapAxis[];
  /**
   * Values along the horizontal axis.
   */
  x: number[];
  /**
   * Values along the vertical axis.
   */
  y: number[];
  /**
   * Minima as [x, y, value]: first those from the literature, then those found here.
   */
  minima: number[][];
  /**
   * SGD on a quadratic: curvatures, the optimum, and curves to draw over the map; else null.
   */
  theory: MapTheory | null;
  cells: MapCells;
}
/**
 * Marks: what a method shows beside the ball, for the step that leaves the point ``step``.
 */
export interface MarksResponse {
  step: number;
  /**
   * Places that the method has tried, each `[x, y]`.
   */
  points: (number | null)[][];
  /**
   * The losses at these places.
   */
  values: (number | null)[];
  /**
   * Arrows, each `[x0, y0, x1, y1]`.
   */
  arrows: (number | null)[][];
  /**
   * A normal distribution as `[mean_x, mean_y, c_xx, c_xy, c_yy]`; null without one.
   */
  ellipse: (number | null)[] | null;
}
/**
 * Multi-run request: the racer to run many times, and what differs between the runs.
 */
export interface MultiRunRequest {
  experiment: Experiment;
  racer?: number;
  /**
   * Whether the starts or the seeds of the runs differ.
   */
  kind?: "starts" | "seeds";
  /**
   * Standard deviation of the starts, as a share of the domain's diagonal.
   */
  size?: number;
}
/**
 * Nearest name: of the entry, the parameter of an entry or the part of an address that is meant.
 */
export interface Nearest {
  /**
   * The right name; null if none resembles the given one.
   */
  nearest: string | null;
}
/**
 * oEmbed response, as oembed.com defines it.
 */
export interface OEmbed {
  type: "rich";
  version: "1.0";
  title: string;
  provider_name: string;
  provider_url: string;
  /**
   * An iframe element to insert into the page.
   */
  html: string;
  width: number;
  height: number;
  cache_age: number;
  /**
   * Address of a picture of the linked experiment.
   */
  thumbnail_url?: string | null;
  thumbnail_width?: number | null;
  thumbnail_height?: number | null;
}
/**
 * The answer to a ping.
 */
export interface Pong {
  type: "pong";
}
/**
 * Quantities request: a racer, a step, and the quantities to measure.
 */
export interface QuantitiesRequest {
  experiment: Experiment;
  racer?: number;
  step?: number;
  quantities: string[];
}
/**
 * The run waits at this point for a person's answer, and no ``done`` follows.
 *
 * A new run with an edit at this step that has the answer goes on.
 */
export interface Question {
  type: "question";
  run: number;
  racer: number;
  step: number;
  /**
   * What is asked.
   */
  question: {
    [k: string]: unknown;
  };
}
/**
 * The run waits for a worker: ``ahead`` other calls, of anybody, come first. Points end the wait.
 */
export interface Queue {
  type: "queue";
  run: number;
  ahead: number;
}
/**
 * The racer is in this state from this step on, as the evidence shows that was measured there.
 */
export interface Regime {
  type: "regime";
  run: number;
  racer: number;
  step: number;
  name: string;
  sentence: string;
  /**
   * The facts on which the sentence rests, by name, as they were measured at that step.
   */
  evidence: {
    [k: string]: number;
  };
}
/**
 * Regime: the state in which a racer ended, and the evidence for it, measured at ``step``.
 */
export interface RegimeResponse {
  name: string;
  sentence: string;
  step: number;
  /**
   * The facts on which the sentence rests, by name, as they were measured at that step.
   */
  evidence: {
    [k: string]: number;
  };
}
/**
 * The run begins; its points follow as binary frames of kind 1.
 */
export interface Started {
  type: "started";
  run: number;
  id: string;
  experiment: CompletedExperiment;
  columns: string[];
  racers: number;
  steps: number;
}
/**
 * Step breakdown request: a step of a racer.
 */
export interface StepBreakdownRequest {
  experiment: Experiment;
  racer?: number;
  /**
   * The point before the step.
   */
  step?: number;
  /**
   * Index of a network's weight tensor; null takes the one that moves most.
   */
  tensor?: number | null;
}
/**
 * Sweep request: the racer whose learning rate is varied.
 */
export interface SweepRequest {
  experiment: Experiment;
  racer?: number;
}
/**
 * Table facts: how a table was read, and what is asked of it.
 */
export interface TableFacts {
  /**
   * Hash of the table's text: the same table has the same id everywhere.
   */
  id: string;
  /**
   * Whether experiments can name the table by its id.
   */
  saved: boolean;
  rows: number;
  columns: number;
  /**
   * Null if nothing can be predicted.
   */
  task: ("classes" | "regression") | null;
  /**
   * All that was detected and chosen, in one line.
   */
  told: string;
  /**
   * Why nothing can be predicted, if so; else null.
   */
  refused: string | null;
  /**
   * Encoding of the file; null if the table came as text.
   */
  encoding: string | null;
  delimiter: string;
  decimal: string;
  /**
   * Whether the first line has the names of the columns.
   */
  header: boolean;
  names: ColumnFacts[];
  target: string | null;
  inputs: string[];
  /**
   * Names of the classes; null for a regression.
   */
  classes: string[] | null;
  /**
   * Number of rows that are used.
   */
  samples: number;
  /**
   * Days after which a kept table is deleted if nobody opens it; null if it is not kept.
   */
  kept_days: number | null;
  /**
   * Text of a file that is small enough to travel with an experiment.
   */
  csv: string | null;
}
/**
 * Table request: a table as JSON, or the id of one that is kept.
 */
export interface TableRequest {
  /**
   * The column to be predicted; by default the last one.
   */
  target?: string | null;
  /**
   * The columns that it is predicted from; by default all others that can be. A column of words gives one number for each of its categories, or a single one for two.
   */
  inputs?: string[] | null;
  /**
   * Whether the column is predicted as a class or as a number. By default words are classes, and so are up to 10 different whole numbers of which each occurs twice at least; other numbers are a regression.
   */
  task?: "auto" | "classes" | "regression";
  /**
   * What stands between the cells of a line.
   */
  delimiter?: "auto" | "," | ";" | "\t" | " " | "|";
  /**
   * The decimal mark. The other one may then stand between thousands, as may a blank or an apostrophe.
   */
  decimal?: "auto" | "." | ",";
  /**
   * Whether the first line has the names of the columns.
   */
  header?: "auto" | "yes" | "no";
  /**
   * What stands for a missing value besides an empty cell, with commas between them. By default what pandas, R, Excel and the UCI repository write: NA, N/A, NaN, null, ?, - and the like.
   */
  missing?: string;
  /**
   * Whether rows without a value in one of the columns are left out, or such values are filled with the mean of the column's training samples. A row without its target is always left out.
   */
  gaps?: "drop" | "fill";
  /**
   * Name of the model that is to learn the table; it may take one input, or one task.
   */
  model?: string | null;
  /**
   * Name of the loss.
   */
  loss?: string | null;
  /**
   * The table as text.
   */
  csv?: string | null;
  /**
   * Or the id of a kept table.
   */
  table?: string | null;
}
/**
 * Track: the columns of one racer; element 0 is the start. Numbers that are not finite are null.
 */
export interface Track {
  label: string;
  steps: number[];
  x: (number | null)[];
  y: (number | null)[];
  loss: (number | null)[];
  lr: (number | null)[];
  grad_norm: (number | null)[];
  /**
   * Distance of the weights from the plane; null without a plane.
   */
  off_plane?: (number | null)[] | null;
  /**
   * Losses that the method has asked for without a gradient; only with `marks=true`.
   */
  queries?: (number | null)[] | null;
  /**
   * One entry for each point, with empty lists where there are no marks; only with `marks=true`.
   */
  marks?: MarksResponse[] | null;
  regime: RegimeResponse | null;
}
/**
 * Trajectory: the result of an experiment.
 */
export interface Trajectory {
  id: string;
  experiment: Experiment;
  racers: Track[];
  /**
   * Only where the run waits for an answer: it has no points after this question.
   */
  waiting?: WaitingResponse | null;
}
/**
 * Waiting: the run waits for a person's answer; an edit at ``step`` brings it.
 */
export interface WaitingResponse {
  racer: number;
  step: number;
  /**
   * What is asked.
   */
  question: {
    [k: string]: unknown;
  };
}
/**
 * Version: the versions of the server and of its libraries.
 */
export interface Version {
  product: string;
  /**
   * Version of the numerics; the id of every experiment depends on it.
   */
  engine: string;
  torch: string;
  "plotly.js": string | null;
  python: string;
}
