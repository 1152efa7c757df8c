package dev.usher.handoff;

/** What became of the way to a seat: a line to offer a client over, or the reason why there is none. */
public sealed interface SeatConnection permits SeatLine, OfferResult.Refused, OfferResult.Failed {}
