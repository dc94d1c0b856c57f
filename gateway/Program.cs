using Passinstance.Gateway;

return await GatewayCommand.RunAsync(args);
