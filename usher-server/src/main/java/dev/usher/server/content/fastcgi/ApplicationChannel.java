package dev.usher.server.content.fastcgi;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** The socket to an application as Netty sees it; hands everything to the call it serves. */
final class ApplicationChannel extends ChannelInboundHandlerAdapter {
    private final ApplicationCall call;

    ApplicationChannel(ApplicationCall call) {
        this.call = call;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        call.opened(context.channel());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        call.received((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        call.receivedAll();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        call.disconnected("closed its connection before the end of its answer");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        call.disconnected("broke its connection: " + cause.getMessage());
    }
}
